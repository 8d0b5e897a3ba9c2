package io.migrate.webhook.doctor;

import io.fabric8.kubernetes.api.model.apps.Deployment;

import java.util.List;
import java.util.Optional;

/// Checks that the webhook and the observer run.
final class ReplicasCheck implements Check {
    /// A Deployment of an installation.
    ///
    /// @param consequence what happens if no replica is ready
    /// @param severity of that
    private record Expected(String name, String consequence, Severity severity) {}

    private static final List<Expected> EXPECTED =
            List.of(
                    new Expected(
                            InstallationNames.WEBHOOK,
                            "annotated Pods cannot be created",
                            Severity.ERROR),
                    new Expected(
                            InstallationNames.OBSERVER,
                            "the status of policies is not updated, and no Events report"
                                    + " migrations",
                            Severity.WARNING));

    @Override
    public String name() {
        return "replicas";
    }

    @Override
    public String verifies() {
        return "all replicas of both Deployments are ready; if not, the finding includes the reason"
                + " from the kubelet or the latest Event";
    }

    @Override
    public List<Finding> run(Cluster cluster) {
        return EXPECTED.stream().map(each -> check(each, cluster)).toList();
    }

    private Finding check(Expected expected, Cluster cluster) {
        String subject = "Deployment/" + cluster.names().namespace() + "/" + expected.name();
        return switch (cluster.deployment(expected.name())) {
            case Lookup.NotFound<Deployment> _ ->
                    new Finding(
                            expected.severity(),
                            name(),
                            subject,
                            "does not exist" + consequence(expected, cluster),
                            InstallationNames.INSTALL);
            case Lookup.Forbidden<Deployment>(var why) -> unknown(subject, why);
            case Lookup.Found<Deployment>(var deployment) ->
                    check(subject, expected, deployment, cluster);
        };
    }

    /// While API servers do not call the webhook, no Pod is refused because it does not run.
    private static String consequence(Expected expected, Cluster cluster) {
        return expected.name().equals(InstallationNames.WEBHOOK) && cluster.isNotCalled()
                ? ""
                : ": " + expected.consequence();
    }

    private Finding check(
            String subject, Expected expected, Deployment deployment, Cluster cluster) {
        int wanted = Optional.ofNullable(deployment.getSpec().getReplicas()).orElse(1);
        int ready =
                Optional.ofNullable(deployment.getStatus())
                        .map(status -> status.getReadyReplicas())
                        .orElse(0);
        String count = "%d of %d replicas are ready".formatted(ready, wanted);
        if (ready >= wanted && wanted > 0) {
            return ok(subject, count);
        }
        List<String> reasons =
                UnreadyReasons.of(deployment, cluster.ownPods(), cluster.ownEvents());
        String message = reasons.isEmpty() ? count : count + "; " + String.join("; ", reasons);
        return new Finding(
                ready == 0 ? expected.severity() : Severity.WARNING,
                name(),
                subject,
                ready == 0 ? message + consequence(expected, cluster) : message,
                wanted == 0
                        ? "Scale it up: "
                                + cluster.names()
                                        .kubectl("scale --replicas=2 deployment/" + expected.name())
                        : "For details: "
                                + cluster.names().kubectl("describe pods")
                                + "; "
                                + cluster.names().kubectl("logs deployment/" + expected.name()));
    }
}
