package io.migrate.webhook.workload;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.settings.Fields;
import io.migrate.webhook.settings.Mode;
import io.migrate.webhook.settings.RunFields;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Warnings about the migration in the Pods of a Job or of a CronJob's template
/// (https://kubernetes.io/docs/concepts/workloads/controllers/job/).
///
/// @param path of the Job's `spec` in the object
record Jobs(String path, JsonNode spec) {
    private static final String DEADLINE = "activeDeadlineSeconds";

    /// Fields by which the `spec` of a Job is recognized inside a custom resource, such as a
    /// JobSet.
    private static final List<String> OWN =
            List.of("backoffLimit", "backoffLimitPerIndex", DEADLINE, "parallelism", "completions");

    /// Returns the Job whose template this is, if what holds the template looks like one.
    static Optional<Jobs> around(PodTemplate subject) {
        int end = subject.path().lastIndexOf('.');
        if (end < 0) {
            return Optional.empty();
        }
        String path = subject.path().substring(0, end);
        JsonNode holder =
                subject.object().at("/" + path.replaceAll("\\[([0-9]+)]", "/$1").replace('.', '/'));
        return OWN.stream().anyMatch(holder::has)
                ? Optional.of(new Jobs(path, holder))
                : Optional.empty();
    }

    Stream<String> warnings(List<EffectivePolicy> policies) {
        return Stream.of(
                        backoff("backoffLimit", "Job"),
                        backoff("backoffLimitPerIndex", "index"),
                        together(policies),
                        deadline(policies))
                .flatMap(Optional::stream);
    }

    /// Restarts of init containers count, under either restart policy.
    private Optional<String> backoff(String limit, String what) {
        return spec.path(limit).isNumber() && spec.path(limit).asLong() == 0
                ? Optional.of(
                        "%s.%s: with 0, one failed migration fails the %s permanently, for example while the database is not available yet; use 1 or more to allow retries"
                                .formatted(path, limit, what))
                : Optional.empty();
    }

    private Optional<String> together(List<EffectivePolicy> policies) {
        if (policies.stream().noneMatch(each -> each.get(RunFields.MODE) == Mode.MIGRATE)) {
            return Optional.empty();
        }
        long parallelism = spec.path("parallelism").asLong(1);
        long completions = spec.path("completions").asLong(parallelism);
        if (Math.min(parallelism, completions) > 1) {
            return each("parallelism", Math.min(parallelism, completions) + " Pods at once");
        }
        return spec.path("completionMode").asText().equals("Indexed") && completions > 1
                ? each("completionMode", "Indexed Pods")
                : Optional.empty();
    }

    private Optional<String> each(String field, String pods) {
        return Optional.of(
                "%s.%s: %s, and each starts with the migration: one migrates, the others wait for it or check again; consider migrating in another workload and %smode: wait in this one"
                        .formatted(path, field, pods, Fields.PREFIX));
    }

    private Optional<String> deadline(List<EffectivePolicy> policies) {
        return spec.path(DEADLINE).isNumber()
                ? TimeoutBudget.of(policies)
                        .warning(
                                path + "." + DEADLINE,
                                spec.path(DEADLINE).asLong(),
                                "the Job may be terminated during the migration")
                : Optional.empty();
    }
}
