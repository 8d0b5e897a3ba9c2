package io.migrate.webhook.workload;

import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.settings.Mode;
import io.migrate.webhook.settings.RunFields;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The time that the migrators of a Pod may take in total.
///
/// @param most the sum of their timeouts
/// @param bounded whether each of them has a timeout
record TimeoutBudget(Duration most, boolean bounded) {
    static TimeoutBudget of(List<EffectivePolicy> policies) {
        // A migrator that validates checks once and does not wait.
        List<Duration> timeouts =
                policies.stream()
                        .filter(each -> each.get(RunFields.MODE) != Mode.VALIDATE)
                        .map(each -> each.get(RunFields.TIMEOUT))
                        .toList();
        return new TimeoutBudget(
                timeouts.stream().reduce(Duration.ZERO, Duration::plus),
                timeouts.stream().noneMatch(Duration::isZero));
    }

    /// Returns a warning unless a deadline exceeds this time.
    ///
    /// @param otherwise what may happen at the deadline
    Optional<String> warning(String field, long seconds, String otherwise) {
        if (bounded && Duration.ofSeconds(seconds).compareTo(most) > 0) {
            return Optional.empty();
        }
        return Optional.of(
                "%s: %d seconds do not exceed %s, so %s; increase the deadline or decrease the timeout"
                        .formatted(field, seconds, text(), otherwise));
    }

    private String text() {
        return bounded
                ? "the %s that the migration may take (timeout)"
                        .formatted(RunFields.TIMEOUT.type().text().apply(most))
                : "the migration's time limit, because it has none (timeout 0s)";
    }
}
