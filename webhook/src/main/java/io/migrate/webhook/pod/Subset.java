package io.migrate.webhook.pod;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.List;
import java.util.Set;

/// Whether the desired state is already present. Additions by others do not count as differences:
/// the API server's defaults, another injector's variables, the registry of a mirror.
public final class Subset {
    /// The keys by which Kubernetes merges lists.
    private static final List<String> KEYS = List.of("mountPath", "name");

    private static final Set<String> QUANTITIES = Set.of("requests", "limits");

    private Subset() {}

    /// Fields that decide whether a container does its work, so others must not change them.
    private static final List<String> CLOSED =
            List.of("command", "args", "envFrom", "lifecycle", "restartPolicy", "workingDir");

    private static final List<String> SUB_PATHS = List.of("subPath", "subPathExpr");

    private static final List<String> CLOSED_VARIABLES =
            List.of("MIGRATE_", "DATABASE_URL", "PG", "JAVA_", "JDK_JAVA_");

    /// Whether an injected container is present and does its work.
    public static boolean holdsContainer(JsonNode intended, JsonNode present) {
        boolean closed =
                CLOSED.stream().allMatch(each -> intended.path(each).equals(present.path(each)));
        boolean variables =
                PodView.elements(present.path("env")).stream()
                        .map(PodView::name)
                        .filter(name -> CLOSED_VARIABLES.stream().anyMatch(name::startsWith))
                        .allMatch(name ->
                                PodView.indexOf(PodView.elements(intended.path("env")), name) >= 0);
        return closed
                && variables
                && mountsAreIntended(intended, present)
                && holds(intended, present);
    }

    /// Another mount over the migrations would hide them, and so would another folder of the same
    /// volume.
    private static boolean mountsAreIntended(JsonNode intended, JsonNode present) {
        List<JsonNode> mounts = PodView.elements(present.path("volumeMounts"));
        boolean same =
                PodView.elements(intended.path("volumeMounts")).stream()
                        .allMatch(own ->
                                mounts.stream()
                                        .filter(each -> hasSame("mountPath", own, each))
                                        .allMatch(each ->
                                                SUB_PATHS.stream()
                                                        .allMatch(key -> hasSame(key, own, each))));
        List<String> intendedPaths =
                PodView.elements(intended.path("volumeMounts")).stream()
                        .map(each -> each.path("mountPath").asText())
                        .toList();
        return same
                && mounts.stream()
                        .map(each -> each.path("mountPath").asText())
                        .filter(path -> !intendedPaths.contains(path))
                        .noneMatch(path ->
                                intendedPaths.stream().anyMatch(own -> path.startsWith(own + "/")));
    }

    private static boolean hasSame(String key, JsonNode a, JsonNode b) {
        return a.path(key).equals(b.path(key));
    }

    /// Whether the present tree contains everything that the intended one contains.
    public static boolean holds(JsonNode intended, JsonNode present) {
        if (intended.isObject()) {
            return present.isObject()
                    && intended.properties().stream()
                            .allMatch(each ->
                                    memberHolds(
                                            each.getKey(),
                                            each.getValue(),
                                            present.path(each.getKey())));
        }
        if (intended.isArray()) {
            return intended.isEmpty() ? isNothing(present) : elementsHold(intended, present);
        }
        if (intended.isNumber()) {
            // 65532 as an int, a long or a decimal is the same number.
            return present.isNumber() && intended.asText().equals(present.asText());
        }
        return intended.equals(present);
    }

    private static boolean memberHolds(String name, JsonNode intended, JsonNode present) {
        if (name.equals("image")) {
            return imageName(intended.asText()).equals(imageName(present.asText()));
        }
        if (QUANTITIES.contains(name)) {
            return intended.properties().stream()
                    .allMatch(each ->
                            sameQuantity(
                                    each.getValue().asText(),
                                    present.path(each.getKey()).asText()));
        }
        return holds(intended, present);
    }

    private static boolean elementsHold(JsonNode intended, JsonNode present) {
        List<JsonNode> there = PodView.elements(present);
        if (!intended.get(0).isObject()) {
            return intended.equals(present);
        }
        String key = KEYS.stream().filter(intended.get(0)::has).findFirst().orElse("name");
        return PodView.elements(intended).stream()
                .allMatch(each -> {
                    // Of two variables with the same name, kubelet uses the last.
                    var same = there.stream().filter(other -> hasSame(key, each, other)).toList();
                    return same.size() == 1 && holds(each, same.getFirst());
                });
    }

    private static boolean isNothing(JsonNode present) {
        return present.isMissingNode() || present.isNull() || present.isEmpty();
    }

    private static boolean sameQuantity(String intended, String present) {
        return Quantity.parse(present)
                .filter(other -> other.compareTo(Quantity.of(intended)) == 0)
                .isPresent();
    }

    /// The last element of the repository, which mirrors, tags and digests do not change.
    private static String imageName(String reference) {
        String repository = reference.replaceFirst("@.*$", "");
        return repository.substring(repository.lastIndexOf('/') + 1).replaceFirst(":.*$", "");
    }
}
