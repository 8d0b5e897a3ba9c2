package io.migrate.webhook.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Read access to a Pod, in whose tree any part may be missing.
///
/// @param injected the names of init containers that count as injected
public record PodView(ObjectNode tree, Set<String> injected) {
    /// Returns the metadata; a missing node if there is none.
    public JsonNode metadata() {
        return tree.path("metadata");
    }

    /// Returns the spec; a missing node if there is none.
    public JsonNode spec() {
        return tree.path("spec");
    }

    /// Returns the application's containers.
    public List<JsonNode> containers() {
        return elements(spec().path("containers"));
    }

    /// Returns the init containers of the user and of other injectors.
    public List<JsonNode> initContainers() {
        return elements(spec().path("initContainers")).stream()
                .filter(each -> !isInjected(each))
                .toList();
    }

    /// Returns the containers and init containers that are not injected.
    public List<JsonNode> otherContainers() {
        return Stream.concat(initContainers().stream(), containers().stream()).toList();
    }

    /// Returns the container or the init container with this name, except injected ones.
    public Optional<JsonNode> container(String name) {
        return Stream.concat(containers().stream(), initContainers().stream())
                .filter(each -> name(each).equals(name))
                .findFirst();
    }

    /// Whether a container has all keys of a Secret as variables, or some in a volume.
    public boolean hasWholeSecret(JsonNode container, String secret) {
        return wholeSecrets(container).anyMatch(secret::equals);
    }

    /// Returns the names of the Secrets of which a container can read some or all keys.
    public Stream<String> secrets(JsonNode container) {
        return Stream.concat(
                container
                        .path("env")
                        .valueStream()
                        .map(each -> name(each.path("valueFrom").path("secretKeyRef"))),
                wholeSecrets(container));
    }

    private Stream<String> wholeSecrets(JsonNode container) {
        Set<String> mounts =
                container
                        .path("volumeMounts")
                        .valueStream()
                        .map(PodView::name)
                        .collect(Collectors.toSet());
        return Stream.concat(
                container.path("envFrom").valueStream().map(each -> name(each.path("secretRef"))),
                spec().path("volumes")
                        .valueStream()
                        .filter(each -> mounts.contains(name(each)))
                        .flatMap(PodView::secretsOf));
    }

    private static Stream<String> secretsOf(JsonNode volume) {
        return Stream.concat(
                Stream.of(volume.path("secret").path("secretName").asText()),
                volume.path("projected")
                        .path("sources")
                        .valueStream()
                        .map(each -> name(each.path("secret"))));
    }

    /// Whether an init container has the name of an injected one.
    public boolean isInjected(JsonNode initContainer) {
        return injected.contains(name(initContainer));
    }

    /// Whether this is the mirror of a static Pod, which cannot reference Secrets
    /// (https://kubernetes.io/docs/tasks/configure-pod-container/static-pod/).
    public boolean isMirror() {
        return metadata().path("annotations").has("kubernetes.io/config.mirror");
    }

    /// Whether the Pod runs on Windows, by its `os` or its node selector.
    public boolean isForWindows() {
        return spec().path("os").path("name").asText().equals("windows")
                || spec().path("nodeSelector").path("kubernetes.io/os").asText().equals("windows");
    }

    /// Whether a label of the Pod opts out of injection.
    public boolean isOptedOut() {
        return metadata().path("labels").path(Exclusion.LABEL).asText().equals(Exclusion.VALUE);
    }

    /// Returns the `name` of an object; empty if it has none.
    public static String name(JsonNode named) {
        return named.path("name").asText();
    }

    /// Returns the Secret and key that a variable gets its value from, as `NAME/KEY`.
    public static Optional<String> secret(JsonNode variable) {
        JsonNode reference = variable.path("valueFrom").path("secretKeyRef");
        return reference.isObject()
                ? Optional.of(name(reference) + "/" + reference.path("key").asText())
                : Optional.empty();
    }

    /// Returns the elements of an array; none if the node is not an array.
    public static List<JsonNode> elements(JsonNode array) {
        if (array.isEmpty()) {
            return List.of();
        }
        var elements = new ArrayList<JsonNode>(array.size());
        array.forEach(elements::add);
        return Collections.unmodifiableList(elements);
    }

    /// Returns the index of the first element with this name; -1 if there is none.
    public static int indexOf(List<? extends JsonNode> elements, String name) {
        for (int i = 0; i < elements.size(); i++) {
            if (name(elements.get(i)).equals(name)) {
                return i;
            }
        }
        return -1;
    }
}
