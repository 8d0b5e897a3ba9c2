package io.migrate.webhook.injection;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.policy.Position;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Where among the user's init containers ours are to stand, and why.
///
/// @param index of the first of ours, counted without ours
/// @param reason for people, recorded in the status
/// @param pending the anchor that was asked for and is not there (yet)
record Placement(int index, String reason, Optional<String> pending) {
    /// Init containers, native sidecars mostly, that bring network or secrets to those after them.
    private static final Set<String> PROVIDERS =
            Set.of(
                    "istio-proxy",
                    "istio-validation",
                    "linkerd-proxy",
                    "linkerd-network-validator",
                    "cloud-sql-proxy",
                    "cloudsql-proxy",
                    "vault-agent",
                    "vault-agent-init");

    /// Init containers that take the network away until a sidecar, which starts later, gives it
    /// back.
    private static final Set<String> REDIRECTORS = Set.of("istio-init", "linkerd-init");

    /// Finds the place.
    ///
    /// @param users the Pod's init containers without ours
    static Placement among(List<JsonNode> users, Optional<Position> wanted) {
        if (wanted.isEmpty()) {
            return computed(users);
        }
        Position position = wanted.get();
        int anchor = PodView.indexOf(users, position.anchor());
        if (anchor < 0) {
            Placement computed = computed(users);
            return new Placement(computed.index, computed.reason, Optional.of(position.anchor()));
        }
        return switch (position) {
            case Position.Before(var name) -> placed(anchor, "before " + name + ", as asked");
            case Position.After(var name) -> placed(anchor + 1, "after " + name + ", as asked");
        };
    }

    private static Placement computed(List<JsonNode> users) {
        int redirector = firstRedirector(users);
        for (int i = users.size() - 1; i >= 0; i--) {
            String name = PodView.name(users.get(i));
            if (PROVIDERS.contains(name)) {
                return placed(i + 1, "after " + name + ", which brings network or secrets");
            }
        }
        return redirector < 0
                ? placed(0, "first")
                : placed(
                        redirector,
                        "before "
                                + PodView.name(users.get(redirector))
                                + ", which takes the network away");
    }

    private static int firstRedirector(List<JsonNode> users) {
        for (int i = 0; i < users.size(); i++) {
            if (REDIRECTORS.contains(PodView.name(users.get(i)))) {
                return i;
            }
        }
        return -1;
    }

    private static Placement placed(int index, String reason) {
        return new Placement(index, reason, Optional.empty());
    }
}
