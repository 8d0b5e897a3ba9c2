package io.migrate.webhook.pod;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.settings.Position;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Where the injected init containers go among the others, and why. Indexes count only the others.
///
/// @param index of the first injected init container
/// @param earliest the smallest index that is acceptable too
/// @param latest the largest index that is acceptable too
/// @param reason for people, recorded in the status
/// @param basis whether somebody has asked for this position
/// @param pending the requested anchor, if the Pod does not have it (yet)
public record Placement(
        int index, int earliest, int latest, String reason, Basis basis, Optional<String> pending) {
    /// What a placement is based on.
    public enum Basis {
        REQUEST,
        POD
    }

    /// Init containers that block the network until a sidecar starts.
    private static final Set<String> REDIRECTORS =
            Set.of("istio-init", "linkerd-init", "kuma-init", "consul-connect-inject-init");

    /// Returns the placement among the Pod's init containers without the injected ones.
    public static Placement among(OtherInitContainers signs, Optional<Position> wanted) {
        if (wanted.isEmpty()) {
            return computed(signs);
        }
        List<JsonNode> others = signs.pod().initContainers();
        Position position = wanted.get();
        int anchor = PodView.indexOf(others, position.anchor());
        if (anchor < 0) {
            Placement computed = computed(signs);
            return new Placement(
                    computed.index,
                    computed.earliest,
                    computed.latest,
                    computed.reason,
                    Basis.POD,
                    Optional.of(position.anchor()));
        }
        return switch (position) {
            case Position.Before(var name) -> requested(0, anchor, anchor, "before " + name);
            case Position.After(var name) ->
                    requested(anchor + 1, anchor + 1, others.size(), "after " + name);
        };
    }

    private static Placement requested(int earliest, int index, int latest, String where) {
        return new Placement(
                index, earliest, latest, where + ", as requested", Basis.REQUEST, Optional.empty());
    }

    private static Placement of(int earliest, int index, int latest, String reason) {
        return new Placement(index, earliest, latest, reason, Basis.POD, Optional.empty());
    }

    private static Placement computed(OtherInitContainers signs) {
        List<JsonNode> others = signs.pod().initContainers();
        int redirector = redirector(others);
        // A provider after a redirector has no network itself and does not count.
        int end = redirector < 0 ? others.size() : redirector;
        Set<String> writers = signs.writersOfUrl();
        int earliest =
                1 + last(others.subList(0, end), each -> reason(signs, writers, each).isPresent());
        int waiting = first(others.subList(earliest, end), each -> waits(signs, each));
        int latest = waiting < 0 ? end : earliest + waiting;
        if (earliest > 0) {
            JsonNode provider = others.get(earliest - 1);
            String after = "after " + PodView.name(provider) + ", ";
            return of(
                    earliest,
                    earliest,
                    latest,
                    after + reason(signs, writers, provider).orElseThrow());
        }
        if (latest < end) {
            JsonNode part = others.get(latest);
            return of(
                    0,
                    0,
                    latest,
                    "first, before "
                            + PodView.name(part)
                            + ", which may need the migrated schema: it "
                            + signs.partOfApplication(part).orElseThrow());
        }
        return redirector < 0
                ? of(0, 0, end, "first")
                : of(
                        0,
                        redirector,
                        redirector,
                        "before "
                                + PodView.name(others.get(redirector))
                                + ", which blocks the network");
    }

    /// Returns why the migration has to wait for an init container; empty if it does not have to.
    private static Optional<String> reason(
            OtherInitContainers signs, Set<String> writers, JsonNode other) {
        if (Provider.ofInit(other).isPresent()) {
            return Optional.of("which provides network or secrets");
        }
        if (writers.contains(PodView.name(other))) {
            return Optional.of("which writes the file with the database's URL");
        }
        return signs.partOfApplication(other).isPresent()
                ? Optional.empty()
                : signs.wayToDatabase(other)
                        .map("a sidecar that may be the way to the database: it %s"::formatted);
    }

    /// Whether the Pod would never start with the migration after this init container.
    private static boolean waits(OtherInitContainers signs, JsonNode other) {
        return OtherInitContainers.delayOthers(other) && signs.partOfApplication(other).isPresent();
    }

    /// The index of what blocks the network, unless the mesh's proxy is a native sidecar after it.
    private static int redirector(List<JsonNode> others) {
        int redirector = first(others, each -> REDIRECTORS.contains(PodView.name(each)));
        int proxy =
                last(
                        others,
                        each ->
                                OtherInitContainers.isSidecar(each)
                                        && Provider.of(each)
                                                .filter(Provider.MESH::equals)
                                                .isPresent());
        return redirector < proxy ? -1 : redirector;
    }

    /// Whether the injected init containers may stay where they are: other injectors add theirs
    /// before and after.
    ///
    /// @param before the number of other init containers before the injected ones
    public boolean admits(int before) {
        return earliest <= before && before <= latest;
    }

    private static int first(List<JsonNode> others, Predicate<JsonNode> wanted) {
        for (int i = 0; i < others.size(); i++) {
            if (wanted.test(others.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private static int last(List<JsonNode> others, Predicate<JsonNode> wanted) {
        for (int i = others.size() - 1; i >= 0; i--) {
            if (wanted.test(others.get(i))) {
                return i;
            }
        }
        return -1;
    }
}
