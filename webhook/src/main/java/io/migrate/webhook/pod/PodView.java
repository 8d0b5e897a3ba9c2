package io.migrate.webhook.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
        var others = new ArrayList<JsonNode>();
        for (JsonNode each : spec().path("initContainers")) {
            if (!isInjected(each)) {
                others.add(each);
            }
        }
        return Collections.unmodifiableList(others);
    }

    /// Returns the containers and init containers that are not injected.
    public List<JsonNode> otherContainers() {
        var all = new ArrayList<>(initContainers());
        all.addAll(containers());
        return Collections.unmodifiableList(all);
    }

    /// Returns the container or the init container with this name, except injected ones.
    public Optional<JsonNode> container(String name) {
        return named(containers(), name).or(() -> named(initContainers(), name));
    }

    /// Whether a container has all keys of a Secret as variables, or some in a volume.
    public boolean hasWholeSecret(JsonNode container, String secret) {
        return wholeSecrets(container).contains(secret);
    }

    /// Returns the names of the Secrets of which a container can read some or all keys.
    public Stream<String> secrets(JsonNode container) {
        return Stream.concat(
                container
                        .path("env")
                        .valueStream()
                        .map(each -> name(each.path("valueFrom").path("secretKeyRef"))),
                wholeSecrets(container).stream());
    }

    private List<String> wholeSecrets(JsonNode container) {
        var secrets = new ArrayList<String>();
        for (JsonNode each : container.path("envFrom")) {
            secrets.add(name(each.path("secretRef")));
        }
        var mounts = new HashSet<String>();
        for (JsonNode each : container.path("volumeMounts")) {
            mounts.add(name(each));
        }
        for (JsonNode each : spec().path("volumes")) {
            if (mounts.contains(name(each))) {
                addSecrets(each, secrets);
            }
        }
        return secrets;
    }

    private static void addSecrets(JsonNode volume, List<String> secrets) {
        secrets.add(volume.path("secret").path("secretName").asText());
        for (JsonNode each : volume.path("projected").path("sources")) {
            secrets.add(name(each.path("secret")));
        }
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

    private static Optional<JsonNode> named(List<JsonNode> elements, String name) {
        int index = indexOf(elements, name);
        return index < 0 ? Optional.empty() : Optional.of(elements.get(index));
    }

    /// Returns the index of the first element with this name; -1 if there is none.
    public static int indexOf(JsonNode array, String name) {
        for (int i = 0; i < array.size(); i++) {
            if (name(array.path(i)).equals(name)) {
                return i;
            }
        }
        return -1;
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
