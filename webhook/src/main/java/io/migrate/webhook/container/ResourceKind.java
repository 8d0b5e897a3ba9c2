package io.migrate.webhook.container;

import io.migrate.webhook.pod.Quantity;

import java.util.List;

/// A resource that decides about the QoS class, with the amounts of the injected containers.
///
/// @param request as a limit, it is enough for migrations to run, more slowly
record ResourceKind(String name, Quantity request, Quantity limit) {
    static final List<ResourceKind> ALL =
            List.of(
                    new ResourceKind("cpu", Quantity.of("100m"), Quantity.of("1")),
                    new ResourceKind("memory", Quantity.of("128Mi"), Quantity.of("256Mi")));

    /// Returns the amounts in a namespace. Where it has a default limit, quotas are made for that:
    /// a larger one would become the limit of the whole Pod.
    ///
    /// @param most the limits of the Pod's containers, which a smaller one does not lower
    Amounts in(Namespace namespace, Quantity most) {
        Quantity usual =
                LimitRange.defaultLimit(namespace, name)
                        .map(each -> each.max(request).max(most).min(limit))
                        .orElse(limit);
        return new Amounts(request, usual);
    }

    /// Returns the amounts without a namespace.
    Amounts amounts() {
        return new Amounts(request, limit);
    }
}
