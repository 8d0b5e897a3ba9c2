package io.migrate.webhook.pod;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.settings.Position;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Where the injected init containers go among the others, and why. Indexes count only the others.
///
/// @param index of the first injected init container
/// @param earliest the smallest index that is acceptable too
/// @param latest the largest index that is acceptable too
/// @param reason for people, recorded in the status
/// @param pending the requested anchor, if the Pod does not have it (yet)
public record Placement(
        int index, int earliest, int latest, String reason, Optional<String> pending) {
    /// Native sidecars and validators of networks; the init containers after them have a network.
    private static final Set<String> NETWORKS =
            Set.of(
                    "istio-proxy",
                    "istio-validation",
                    "linkerd-proxy",
                    "linkerd-network-validator",
                    "cloud-sql-proxy",
                    "cloudsql-proxy");

    /// Init containers that write secrets into volumes.
    private static final Set<String> SECRETS = Set.of("vault-agent", "vault-agent-init");

    /// Init containers that block the network until a sidecar starts.
    private static final Set<String> REDIRECTORS = Set.of("istio-init", "linkerd-init");

    /// Those sidecars. As init containers they are native sidecars and provide the network to the
    /// init containers after them.
    private static final Set<String> PROXIES = Set.of("istio-proxy", "linkerd-proxy");

    /// Returns the placement.
    ///
    /// @param others the Pod's init containers without the injected ones
    public static Placement among(List<JsonNode> others, Optional<Position> wanted) {
        if (wanted.isEmpty()) {
            return computed(others);
        }
        Position position = wanted.get();
        int anchor = PodView.indexOf(others, position.anchor());
        if (anchor < 0) {
            Placement computed = computed(others);
            return new Placement(
                    computed.index,
                    computed.earliest,
                    computed.latest,
                    computed.reason,
                    Optional.of(position.anchor()));
        }
        return switch (position) {
            case Position.Before(var name) ->
                    new Placement(
                            anchor,
                            0,
                            anchor,
                            "before " + name + ", as requested",
                            Optional.empty());
            case Position.After(var name) ->
                    new Placement(
                            anchor + 1,
                            anchor + 1,
                            others.size(),
                            "after " + name + ", as requested",
                            Optional.empty());
        };
    }

    private static Placement computed(List<JsonNode> others) {
        int redirector = first(others, REDIRECTORS);
        if (redirector < last(others, PROXIES, others.size())) {
            redirector = -1;
        }
        // A provider after a redirector has no network itself and does not count.
        int end = redirector < 0 ? others.size() : redirector;
        int provider = Math.max(last(others, NETWORKS, end), last(others, SECRETS, end));
        if (provider >= 0) {
            return new Placement(
                    provider + 1,
                    provider + 1,
                    end,
                    "after "
                            + PodView.name(others.get(provider))
                            + ", which provides network or secrets",
                    Optional.empty());
        }
        return redirector < 0
                ? new Placement(0, 0, others.size(), "first", Optional.empty())
                : new Placement(
                        redirector,
                        0,
                        redirector,
                        "before "
                                + PodView.name(others.get(redirector))
                                + ", which blocks the network",
                        Optional.empty());
    }

    /// Whether the injected init containers may stay where they are: other injectors add theirs
    /// before and after.
    ///
    /// @param before the number of other init containers before the injected ones
    public boolean admits(int before) {
        return earliest <= before && before <= latest;
    }

    private static int first(List<JsonNode> others, Set<String> names) {
        for (int i = 0; i < others.size(); i++) {
            if (names.contains(PodView.name(others.get(i)))) {
                return i;
            }
        }
        return -1;
    }

    private static int last(List<JsonNode> others, Set<String> names, int end) {
        for (int i = end - 1; i >= 0; i--) {
            if (names.contains(PodView.name(others.get(i)))) {
                return i;
            }
        }
        return -1;
    }
}
