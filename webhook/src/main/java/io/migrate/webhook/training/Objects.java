package io.migrate.webhook.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.yaml.Json;
import io.vertx.core.http.ServerWebSocket;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// The objects of an [ApiServer], by their paths, and who watches them. A write changes what a
/// webhook changes: the data of a Secret, the bundles of a configuration.
final class Objects {
    private final Map<String, ObjectNode> objects = new ConcurrentHashMap<>();
    private final Map<String, Collection<ServerWebSocket>> watches = new ConcurrentHashMap<>();
    private int version = 1;

    /// @param collection the path of the list that the object is in
    synchronized void put(String collection, String json) {
        ObjectNode object = parse(json);
        objects.put(collection + "/" + object.at("/metadata/name").asText(), versioned(object));
    }

    /// Returns an object or a list.
    ///
    /// @param selector a name as `metadata.name=…`; null for all
    synchronized Optional<JsonNode> read(String path, String selector) {
        return objects.containsKey(path)
                ? Optional.of(objects.get(path))
                : Optional.of(list(path, selector));
    }

    private ObjectNode list(String collection, String selector) {
        String name = selector == null ? "" : selector.replace("metadata.name=", "");
        var list = parse("{\"kind\": \"List\", \"apiVersion\": \"v1\", \"metadata\": {}}");
        list.withObject("/metadata").put("resourceVersion", String.valueOf(version));
        ArrayNode items = list.putArray("items");
        new TreeMap<>(objects)
                .forEach((path, object) -> {
                    if (path.startsWith(collection + "/" + name)) {
                        items.add(object);
                    }
                });
        return list;
    }

    /// Changes an object and sends it to its watches.
    synchronized Optional<JsonNode> write(String path, String body) {
        ObjectNode object = objects.get(path);
        if (object == null) {
            return Optional.empty();
        }
        JsonNode written = parse(body);
        if (written.has("data")) {
            object.set("data", written.get("data"));
        }
        for (int i = 0; i < written.path("webhooks").size(); i++) {
            object.withObject("/webhooks/" + i + "/clientConfig")
                    .setAll((ObjectNode) written.at("/webhooks/" + i + "/clientConfig"));
        }
        versioned(object);
        String event = "{\"type\": \"MODIFIED\", \"object\": " + object + "}";
        watches.getOrDefault(path.substring(0, path.lastIndexOf('/')), List.of())
                .forEach(socket -> socket.writeTextMessage(event));
        return Optional.of(object);
    }

    void watch(String collection, ServerWebSocket socket) {
        watches.computeIfAbsent(collection, _ -> new CopyOnWriteArrayList<>()).add(socket);
    }

    private ObjectNode versioned(ObjectNode object) {
        object.withObject("/metadata").put("resourceVersion", String.valueOf(++version));
        return object;
    }

    private static ObjectNode parse(String json) {
        try {
            return (ObjectNode) Json.mapper().readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
