package io.migrate.webhook.doctor;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.migrate.webhook.policy.Layer;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Runs all checks on an installation. Nothing is changed: the canary Pod is a dry run.
public final class Diagnosis {
    /// The installation to check.
    ///
    /// @param namespace the namespace of the webhook
    /// @param canary the namespace of the canary Pod; empty for the first one that has a policy
    /// @param builtIn the values that apply where no policy sets one
    public record Settings(String namespace, Optional<String> canary, Layer builtIn) {}

    private Diagnosis() {}

    /// Runs the checks in the order of {@link Checks#ALL}. If the API server does not respond, the
    /// first check reports that and the others do not run.
    ///
    /// @param client with the caller's permissions; what these do not cover is reported as not
    ///   checked
    public static List<Finding> run(
            KubernetesClient client, Settings settings, InstantSource clock) {
        var cluster = new Cluster(client, settings, clock.instant());
        List<Check> checks = cluster.responds() ? Checks.ALL : Checks.ALL.subList(0, 1);
        return checks.stream().flatMap(each -> run(each, cluster).stream()).toList();
    }

    /// A check that fails does not keep the others from running.
    private static List<Finding> run(Check check, Cluster cluster) {
        try {
            return check.run(cluster);
        } catch (KubernetesClientException e) {
            return List.of(check.unknown("API server", Lookup.message(e)));
        }
    }
}
