package io.migrate.webhook.pod;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.settings.Position;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Where among the user's init containers ours are to stand, and why.
///
/// @param index of the first of ours, counted without ours
/// @param earliest the smallest index that is right too
/// @param latest the largest index that is right too
/// @param reason for people, recorded in the status
/// @param pending the anchor that was asked for and is not there (yet)
public record Placement(
        int index, int earliest, int latest, String reason, Optional<String> pending) {
    /// Native sidecars and checks of a network's; what follows them has a network.
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

    /// Init containers that take the network away until a sidecar gives it back.
    private static final Set<String> REDIRECTORS = Set.of("istio-init", "linkerd-init");

    /// Those sidecars. As init containers they are native ones, and give it back to what follows.
    private static final Set<String> PROXIES = Set.of("istio-proxy", "linkerd-proxy");

    /// Finds the place.
    ///
    /// @param others the Pod's init containers without ours
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
                            anchor, 0, anchor, "before " + name + ", as asked", Optional.empty());
            case Position.After(var name) ->
                    new Placement(
                            anchor + 1,
                            anchor + 1,
                            others.size(),
                            "after " + name + ", as asked",
                            Optional.empty());
        };
    }

    private static Placement computed(List<JsonNode> others) {
        int redirector = first(others, REDIRECTORS);
        if (redirector < last(others, PROXIES, others.size())) {
            redirector = -1;
        }
        // One that stands after a redirector has no network itself, and does not count.
        int end = redirector < 0 ? others.size() : redirector;
        int provider = Math.max(last(others, NETWORKS, end), last(others, SECRETS, end));
        if (provider >= 0) {
            return new Placement(
                    provider + 1,
                    provider + 1,
                    end,
                    "after "
                            + PodView.name(others.get(provider))
                            + ", which brings network or secrets",
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
                                + ", which takes the network away",
                        Optional.empty());
    }

    /// Whether ours may stay where they are: other injectors put theirs before and after.
    ///
    /// @param before how many of the others stand before ours
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
