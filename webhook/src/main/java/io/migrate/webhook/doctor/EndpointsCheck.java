package io.migrate.webhook.doctor;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;

import java.util.List;
import java.util.Optional;

/// Checks that the Service has ready endpoints.
final class EndpointsCheck implements Check {
    @Override
    public String name() {
        return "endpoints";
    }

    @Override
    public String verifies() {
        return "the webhook's Service has ready endpoints";
    }

    @Override
    public List<Finding> run(Cluster cluster) {
        List<WebhookEntry> webhooks = cluster.allWebhooks();
        if (!webhooks.isEmpty() && webhooks.stream().noneMatch(WebhookEntry::isService)) {
            WebhookEntry first = webhooks.getFirst();
            return List.of(
                    ok(first.configuration(), "calls " + first.target() + " instead of a Service"));
        }
        String subject = "Service/" + cluster.names().namespace() + "/" + InstallationNames.WEBHOOK;
        return List.of(
                switch (cluster.endpoints()) {
                    case Lookup.Forbidden<List<EndpointSlice>>(var why) -> unknown(subject, why);
                    case Lookup.NotFound<List<EndpointSlice>> _ -> none(subject, cluster);
                    case Lookup.Found<List<EndpointSlice>>(var slices) -> {
                        long ready = slices.stream().mapToLong(EndpointsCheck::ready).sum();
                        yield ready == 0
                                ? none(subject, cluster)
                                : ok(
                                        subject,
                                        ready == 1
                                                ? "has 1 ready endpoint"
                                                : "has " + ready + " ready endpoints");
                    }
                });
    }

    /// An endpoint without a `ready` condition counts as ready
    /// (https://kubernetes.io/docs/reference/kubernetes-api/service-resources/endpoint-slice-v1/).
    private static long ready(EndpointSlice slice) {
        return Optional.ofNullable(slice.getEndpoints()).orElse(List.of()).stream()
                .filter(each ->
                        each.getConditions() == null
                                || !Boolean.FALSE.equals(each.getConditions().getReady()))
                .mapToLong(each -> each.getAddresses().size())
                .sum();
    }

    private Finding none(String subject, Cluster cluster) {
        return cluster.isNotCalled()
                ? error(subject, "has no ready endpoints", InstallationNames.INSTALL)
                : error(
                        subject,
                        "has no ready endpoints: annotated Pods cannot be created",
                        "Events and the readiness probe (/readyz) show why no replica is ready: "
                                + cluster.names().kubectl("describe pods")
                                + ". To start Pods without a migration until then, see"
                                + " docs/break-glass.md.");
    }
}
