package io.migrate.webhook.container;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.pod.PodView;
import io.migrate.webhook.pod.Quantity;
import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.settings.MigratorFields;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The resources of an injected container. They do not change what the Pod needs: its effective
/// request, the larger of the init containers' maximum and the application's sum, stays the same,
/// so does its QoS class, and every container has the requests and limits that a quota requires.
public final class Resources {
    /// A resource and its default amounts.
    private record Kind(String name, Quantity request, Quantity limit) {
        Kind within(Optional<ObjectNode> given) {
            return given.map(each ->
                            new Kind(
                                    name,
                                    quantity(each, "requests").orElse(request),
                                    quantity(each, "limits").orElse(limit)))
                    .orElse(this);
        }

        private Optional<Quantity> quantity(JsonNode resources, String part) {
            return Quantity.parse(resources.path(part).path(name).asText());
        }
    }

    private static final List<Kind> KINDS =
            List.of(
                    new Kind("cpu", Quantity.of("100m"), Quantity.of("1")),
                    new Kind("memory", Quantity.of("128Mi"), Quantity.of("256Mi")));

    private enum Qos {
        GUARANTEED,
        BURSTABLE,
        BEST_EFFORT
    }

    private Resources() {}

    /// Returns the `resources` of a container that is injected into this Pod.
    public static ObjectNode within(PodView pod, EffectivePolicy policy, Namespace namespace) {
        Qos qos = qos(pod.otherContainers());
        ObjectNode resources = JsonNodeFactory.instance.objectNode();
        ObjectNode requests = resources.putObject("requests");
        ObjectNode limits = resources.putObject("limits");
        for (Kind each : KINDS) {
            Kind kind = each.within(policy.find(MigratorFields.RESOURCES));
            Quantity request =
                    switch (qos) {
                        case GUARANTEED -> kind.limit().min(sum(pod.containers(), "limits", kind));
                        case BURSTABLE ->
                                kind.request().min(sum(pod.containers(), "requests", kind));
                        case BEST_EFFORT -> Quantity.ZERO;
                    };
            Quantity limit =
                    switch (qos) {
                        case GUARANTEED -> request;
                        case BURSTABLE -> kind.limit().max(request);
                        // A positive limit alone would make the Pod Burstable; 0 means no limit.
                        case BEST_EFFORT -> Quantity.ZERO;
                    };
            // https://kubernetes.io/docs/tasks/configure-pod-container/assign-pod-level-resources/
            Quantity whole = amount(pod.spec(), "limits", kind);
            if (whole.isPositive() && limit.isPositive()) {
                limit = limit.min(whole);
                request = request.min(limit);
            }
            var amounts = new LimitRange.Amounts(request, limit);
            for (JsonNode range : namespace.limitRanges()) {
                amounts = LimitRange.within(range, kind.name(), amounts);
            }
            requests.put(kind.name(), amounts.request().text());
            limits.put(kind.name(), amounts.limit().text());
        }
        return resources;
    }

    /// https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/
    private static Qos qos(List<JsonNode> containers) {
        if (containers.stream().flatMap(Resources::quantities).noneMatch(Quantity::isPositive)) {
            return Qos.BEST_EFFORT;
        }
        boolean all =
                containers.stream()
                        .allMatch(container ->
                                KINDS.stream().allMatch(kind -> isFixed(container, kind)));
        return all ? Qos.GUARANTEED : Qos.BURSTABLE;
    }

    private static Stream<Quantity> quantities(JsonNode container) {
        return KINDS.stream()
                .flatMap(kind ->
                        Stream.of(
                                amount(container, "requests", kind),
                                amount(container, "limits", kind)));
    }

    private static boolean isFixed(JsonNode container, Kind kind) {
        Quantity limit = amount(container, "limits", kind);
        return limit.isPositive() && amount(container, "requests", kind).compareTo(limit) == 0;
    }

    private static Quantity sum(List<JsonNode> containers, String part, Kind kind) {
        return containers.stream()
                .map(container -> amount(container, part, kind))
                .reduce(Quantity.ZERO, Quantity::plus);
    }

    /// A missing request defaults to the limit, as in the API server.
    private static Quantity amount(JsonNode container, String part, Kind kind) {
        JsonNode resources = container.path("resources");
        JsonNode given = resources.path(part).path(kind.name());
        JsonNode node =
                given.isMissingNode() && part.equals("requests")
                        ? resources.path("limits").path(kind.name())
                        : given;
        return Quantity.parse(node.asText()).orElse(Quantity.ZERO);
    }
}
