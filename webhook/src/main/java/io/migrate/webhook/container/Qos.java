package io.migrate.webhook.container;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.List;
import java.util.function.Predicate;

/// The QoS class of a Pod: https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/
enum Qos {
    GUARANTEED,
    BURSTABLE,
    BEST_EFFORT;

    /// Returns the class of a Pod with these containers.
    static Qos of(List<JsonNode> containers) {
        Predicate<Amounts> isNothing =
                each -> !each.request().isPositive() && !each.limit().isPositive();
        Predicate<Amounts> isFixed =
                each -> each.limit().isPositive() && each.request().compareTo(each.limit()) == 0;
        List<Amounts> all =
                containers.stream()
                        .flatMap(container ->
                                ResourceKind.ALL.stream()
                                        .map(kind -> Amounts.of(container, kind.name())))
                        .toList();
        if (all.stream().allMatch(isNothing)) {
            return BEST_EFFORT;
        }
        return all.stream().allMatch(isFixed) ? GUARANTEED : BURSTABLE;
    }
}
