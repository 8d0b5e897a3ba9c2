package io.migrate.webhook.injection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// The questions that we ask a Pod. Its tree may lack anything.
record PodView(ObjectNode tree) {
    /// nobody's UID in the images that Kubernetes' own projects ship
    private static final int NONROOT = 65532;

    JsonNode metadata() {
        return tree.path("metadata");
    }

    JsonNode spec() {
        return tree.path("spec");
    }

    List<JsonNode> containers() {
        return elements(spec().path("containers"));
    }

    List<JsonNode> initContainers() {
        return elements(spec().path("initContainers"));
    }

    /// The user's containers of both kinds.
    List<JsonNode> users() {
        return Stream.concat(
                        initContainers().stream().filter(each -> !Names.isOurs(name(each))),
                        containers().stream())
                .toList();
    }

    Optional<JsonNode> container(String name) {
        return Stream.concat(containers().stream(), initContainers().stream())
                .filter(each -> name(each).equals(name))
                .findFirst();
    }

    /// The user that injected containers run as: the given container's, else the Pod's, else
    /// nobody. Never root: the strictest namespaces refuse it.
    long uid(JsonNode container) {
        JsonNode own = container.path("securityContext").path("runAsUser");
        JsonNode uid = own.isNumber() ? own : spec().path("securityContext").path("runAsUser");
        return uid.asLong(0) > 0 ? uid.asLong() : NONROOT;
    }

    static String name(JsonNode named) {
        return named.path("name").asText();
    }

    static List<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    static int indexOf(List<JsonNode> elements, String name) {
        for (int i = 0; i < elements.size(); i++) {
            if (name(elements.get(i)).equals(name)) {
                return i;
            }
        }
        return -1;
    }
}
