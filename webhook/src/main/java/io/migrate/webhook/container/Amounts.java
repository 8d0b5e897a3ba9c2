package io.migrate.webhook.container;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.pod.Quantity;

import java.util.List;
import java.util.Optional;

/// Request and limit of one resource. 0 is none.
record Amounts(Quantity request, Quantity limit) {
    static final Amounts NONE = new Amounts(Quantity.ZERO, Quantity.ZERO);

    /// Returns what a container has of a resource. A missing request defaults to the limit, as in
    /// the API server.
    static Amounts of(JsonNode container, String resource) {
        JsonNode resources = container.path("resources");
        Quantity limit = quantity(resources, "limits", resource).orElse(Quantity.ZERO);
        boolean requests = resources.path("requests").has(resource);
        return new Amounts(
                quantity(resources, "requests", resource).orElse(requests ? Quantity.ZERO : limit),
                limit);
    }

    /// Returns what all of these containers have of a resource.
    static Amounts sum(List<JsonNode> containers, String resource) {
        Amounts sum = NONE;
        for (JsonNode each : containers) {
            sum = sum.plus(of(each, resource));
        }
        return sum;
    }

    /// Returns an amount that `resources` name.
    ///
    /// @param part `requests` or `limits`
    static Optional<Quantity> quantity(JsonNode resources, String part, String resource) {
        return Quantity.parse(resources.path(part).path(resource).asText());
    }

    /// Returns the same within the namespace's limits.
    Amounts within(Namespace namespace, String resource) {
        Amounts amounts = this;
        for (JsonNode range : namespace.limitRanges()) {
            amounts = LimitRange.within(range, resource, amounts);
        }
        return amounts;
    }

    void writeTo(ObjectNode resources, String resource) {
        resources.withObjectProperty("requests").put(resource, request.text());
        resources.withObjectProperty("limits").put(resource, limit.text());
    }

    private Amounts plus(Amounts other) {
        return new Amounts(request.plus(other.request), limit.plus(other.limit));
    }
}
