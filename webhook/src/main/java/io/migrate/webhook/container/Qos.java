package io.migrate.webhook.container;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.List;

/// The QoS class of a Pod: https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/
enum Qos {
    GUARANTEED,
    BURSTABLE,
    BEST_EFFORT;

    /// Returns the class of a Pod with these containers.
    static Qos of(List<JsonNode> containers) {
        boolean anySet = false;
        boolean allFixed = true;
        for (JsonNode container : containers) {
            for (ResourceKind kind : ResourceKind.ALL) {
                Amounts each = Amounts.of(container, kind.name());
                anySet |= each.request().isPositive() || each.limit().isPositive();
                allFixed &=
                        each.limit().isPositive() && each.request().compareTo(each.limit()) == 0;
            }
        }
        if (!anySet) {
            return BEST_EFFORT;
        }
        return allFixed ? GUARANTEED : BURSTABLE;
    }
}
