package io.migrate.webhook.injection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.stream.Stream;

/// What an injected container may use, so that nothing about the Pod changes: it needs no larger
/// Node (the effective request is the larger of the init containers' and the application's sum), it
/// keeps its QoS class, and a quota finds requests and limits on every container.
final class Resources {
    private record Kind(String name, Quantity request, Quantity limit) {}

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

    /// The `resources` of a container that is to be injected into this Pod.
    ///
    /// @param users the Pod's containers and init containers that are not ours
    /// @param application those of them that are ordinary containers
    static ObjectNode within(List<JsonNode> users, List<JsonNode> application) {
        Qos qos = qos(users);
        ObjectNode resources = JsonNodeFactory.instance.objectNode();
        ObjectNode requests = resources.putObject("requests");
        ObjectNode limits = resources.putObject("limits");
        for (Kind kind : KINDS) {
            Quantity requested = sum(application, "requests", kind);
            Quantity limited = sum(application, "limits", kind);
            Quantity request =
                    switch (qos) {
                        case GUARANTEED -> kind.limit().min(limited);
                        case BURSTABLE -> kind.request().min(requested);
                        case BEST_EFFORT -> Quantity.ZERO;
                    };
            Quantity limit =
                    switch (qos) {
                        case GUARANTEED -> request;
                        case BURSTABLE -> kind.limit();
                        // A positive limit alone would make the Pod Burstable; 0 means no limit.
                        case BEST_EFFORT -> Quantity.ZERO;
                    };
            requests.put(kind.name(), request.text());
            limits.put(kind.name(), limit.text());
        }
        return resources;
    }

    /// https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/
    private static Qos qos(List<JsonNode> containers) {
        boolean none =
                containers.stream().flatMap(Resources::quantities).noneMatch(Quantity::isPositive);
        if (none) {
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

    /// A missing request is the limit, as the API server defaults it.
    private static Quantity amount(JsonNode container, String part, Kind kind) {
        JsonNode resources = container.path("resources");
        JsonNode given = resources.path(part).path(kind.name());
        JsonNode node = given.isMissingNode() ? resources.path("limits").path(kind.name()) : given;
        return part.equals("limits") && given.isMissingNode()
                ? Quantity.ZERO
                : Quantity.parse(node.asText()).orElse(Quantity.ZERO);
    }
}
