package io.migrate.webhook.pod;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.List;
import java.util.Set;

/// Whether what we intend is there already. Others may have added to it since: the API server its
/// defaults, another injector a variable, a mirror its registry. That is no difference.
public final class Subset {
    /// Lists that Kubernetes merges by key, and the key.
    private static final List<String> KEYS = List.of("mountPath", "name");

    private static final Set<String> QUANTITIES = Set.of("requests", "limits");

    private Subset() {}

    /// What decides whether a container does its work: nobody but us may set these in ours.
    private static final List<String> CLOSED =
            List.of("command", "args", "envFrom", "lifecycle", "restartPolicy", "workingDir");

    private static final List<String> SUB_PATHS = List.of("subPath", "subPathExpr");

    private static final List<String> CLOSED_VARIABLES =
            List.of("MIGRATE_", "DATABASE_URL", "PG", "JAVA_", "JDK_JAVA_");

    /// Whether one of our containers is there and does what it is to do.
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

    /// A mount of somebody else's over the migrations would hide them, and so would another folder
    /// of the same volume.
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
            // 65532 as an int, a long or a decimal is one number.
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
                    // Of two variables with one name the last would hold.
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

    /// The last part of the repository: what a mirror, a tag and a digest leave alone.
    private static String imageName(String reference) {
        String repository = reference.replaceFirst("@.*$", "");
        return repository.substring(repository.lastIndexOf('/') + 1).replaceFirst(":.*$", "");
    }
}
