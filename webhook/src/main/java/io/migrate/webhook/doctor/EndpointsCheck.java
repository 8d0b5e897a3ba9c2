package io.migrate.webhook.doctor;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;

import java.util.List;
import java.util.Optional;

/// Whether the Service leads anywhere.
record EndpointsCheck(InstallationNames parts) {
    /// @param seen the slices of the Service
    Finding of(Lookup<List<EndpointSlice>> seen) {
        String subject = "Service/" + parts.namespace() + "/" + InstallationNames.WEBHOOK;
        return switch (seen) {
            case Lookup.Forbidden<List<EndpointSlice>>(var why) ->
                    Finding.unknown(CheckName.ENDPOINTS, subject, why);
            case Lookup.NotFound<List<EndpointSlice>> _ -> none(subject);
            case Lookup.Found<List<EndpointSlice>>(var slices) -> {
                long ready = slices.stream().mapToLong(EndpointsCheck::ready).sum();
                yield ready == 0
                        ? none(subject)
                        : Finding.ok(
                                CheckName.ENDPOINTS,
                                subject,
                                ready == 1
                                        ? "leads to 1 address"
                                        : "leads to " + ready + " addresses");
            }
        };
    }

    /// An address whose readiness is not told counts as ready
    /// (https://kubernetes.io/docs/reference/kubernetes-api/service-resources/endpoint-slice-v1/).
    private static long ready(EndpointSlice slice) {
        return Optional.ofNullable(slice.getEndpoints()).orElse(List.of()).stream()
                .filter(each ->
                        each.getConditions() == null
                                || !Boolean.FALSE.equals(each.getConditions().getReady()))
                .mapToLong(each -> each.getAddresses().size())
                .sum();
    }

    private Finding none(String subject) {
        return Finding.error(
                CheckName.ENDPOINTS,
                subject,
                "leads to no replica that is ready: annotated Pods are refused",
                "Get one ready, or break the glass as docs/break-glass.md says. Why it is not"
                        + " ready, /readyz and Events tell: "
                        + parts.kubectl("describe pods"));
    }
}
