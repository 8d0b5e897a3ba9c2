package io.migrate.webhook.workload;

import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.settings.Mode;
import io.migrate.webhook.settings.RunFields;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How long the migrators of a Pod may take, one after another.
///
/// @param most the sum of their timeouts
/// @param bounded whether each of them has one
record TimeoutBudget(Duration most, boolean bounded) {
    static TimeoutBudget of(List<EffectivePolicy> policies) {
        // One that validates looks once and waits for nobody.
        List<Duration> timeouts =
                policies.stream()
                        .filter(each -> each.get(RunFields.MODE) != Mode.VALIDATE)
                        .map(each -> each.get(RunFields.TIMEOUT))
                        .toList();
        return new TimeoutBudget(
                timeouts.stream().reduce(Duration.ZERO, Duration::plus),
                timeouts.stream().noneMatch(Duration::isZero));
    }

    /// What is wrong with a deadline; nothing if it is above.
    ///
    /// @param otherwise what happens when it passes
    Optional<String> warning(String field, long seconds, String otherwise) {
        if (bounded && Duration.ofSeconds(seconds).compareTo(most) > 0) {
            return Optional.empty();
        }
        return Optional.of(
                "%s: %d seconds are not above %s, so %s; raise the one or lower the other"
                        .formatted(field, seconds, text(), otherwise));
    }

    private String text() {
        return bounded
                ? "the %s that migrating may take (timeout)"
                        .formatted(RunFields.TIMEOUT.type().text().apply(most))
                : "what migrating may take, which is any time (timeout 0s)";
    }
}
