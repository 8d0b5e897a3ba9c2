package io.migrate.webhook.injection;

import java.util.Optional;

/// How others know what is ours on a Pod.
public final class Injected {
    /// The label of every Pod that got a migration; its value is `true`.
    public static final String LABEL = Names.INJECTED;

    private Injected() {}

    /// The policy whose migrations an init container runs; empty if it runs none of ours.
    public static Optional<String> policyOf(String container) {
        boolean helps =
                container.startsWith(Names.files("")) || container.startsWith(Names.copier(""));
        return container.startsWith(Names.PREFIX) && !helps
                ? Optional.of(container.substring(Names.PREFIX.length()))
                : Optional.empty();
    }
}
