package io.migrate.webhook.container;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.pod.Quantity;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/// Adjusts resources to a namespace's `LimitRange`; otherwise the API server refuses the Pod
/// (https://kubernetes.io/docs/concepts/policy/limit-range/).
final class LimitRange {
    private LimitRange() {}

    static Amounts within(JsonNode range, String resource, Amounts wanted) {
        Amounts amounts = wanted;
        for (JsonNode item : range.path("spec").path("limits")) {
            amounts =
                    switch (item.path("type").asText()) {
                        case "Container" -> withinItem(item, resource, amounts);
                        case "Pod" -> withinPod(item, resource, amounts);
                        default -> amounts;
                    };
        }
        return amounts;
    }

    /// The smallest default limit of containers in the namespace; empty if there is none.
    static Optional<Quantity> defaultLimit(Namespace namespace, String resource) {
        return items(namespace)
                .flatMap(item -> bound(item, "default", resource).stream())
                .min(Comparator.naturalOrder());
    }

    /// Whether the API server gives containers requests or limits that their manifest lacks.
    static boolean hasDefaults(Namespace namespace) {
        return items(namespace).anyMatch(item -> item.has("default") || item.has("defaultRequest"));
    }

    private static Stream<JsonNode> items(Namespace namespace) {
        return namespace.limitRanges().stream()
                .flatMap(range -> range.path("spec").path("limits").valueStream())
                .filter(item -> item.path("type").asText().equals("Container"));
    }

    private static Amounts withinItem(JsonNode item, String resource, Amounts wanted) {
        Quantity limit = wanted.limit();
        Quantity request = wanted.request();
        Optional<Quantity> max = bound(item, "max", resource);
        Optional<Quantity> min = bound(item, "min", resource);
        if (max.isPresent()) {
            // Without a limit, which is 0 here, the maximum applies.
            limit = limit.isPositive() ? limit.min(max.get()) : max.get();
            request = request.min(limit);
        }
        if (min.isPresent()) {
            request = request.max(min.get());
            limit = limit.max(request);
        }
        Optional<Quantity> ratio = bound(item, "maxLimitRequestRatio", resource);
        if (ratio.isPresent() && limit.isPositive()) {
            BigDecimal least =
                    limit.value().divide(ratio.get().value(), scale(resource), RoundingMode.UP);
            request = request.max(new Quantity(least)).min(limit);
        }
        return new Amounts(request, limit);
    }

    /// A Pod's limit is the larger of the init containers' maximum and the application's sum.
    private static Amounts withinPod(JsonNode item, String resource, Amounts wanted) {
        Quantity limit =
                bound(item, "max", resource).map(wanted.limit()::min).orElse(wanted.limit());
        return limit.isPositive() ? new Amounts(wanted.request().min(limit), limit) : wanted;
    }

    /// The API server warns about fractions of a byte.
    private static int scale(String resource) {
        return resource.equals("cpu") ? 3 : 0;
    }

    private static Optional<Quantity> bound(JsonNode item, String name, String resource) {
        return Quantity.parse(item.path(name).path(resource).asText()).filter(Quantity::isPositive);
    }
}
