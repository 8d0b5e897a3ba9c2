package io.migrate.webhook.crd;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// A printer column of `kubectl get`.
///
/// @param type an OpenAPI type, or `date`
/// @param priority 0 to show it always, 1 to show it with `-o wide`
record Column(String name, String type, String path, int priority) {
    static Column condition(String type) {
        return new Column(
                type, "string", ".status.conditions[?(@.type==\"%s\")].status".formatted(type), 0);
    }

    static Column message() {
        return new Column(
                "Message", "string", ".status.conditions[?(@.type==\"Ready\")].message", 0);
    }

    static Column effective(String name, String field) {
        return new Column(
                name, "string", ".status.effective[?(@.field==\"%s\")].value".formatted(field), 0);
    }

    static Column count(String name, String path) {
        return new Column(name, "integer", path, 0);
    }

    static Column flag(String name, String path) {
        return new Column(name, "boolean", path, 0);
    }

    static Column age() {
        return new Column("Age", "date", ".metadata.creationTimestamp", 0);
    }

    Column wide() {
        return new Column(name, type, path, 1);
    }

    ObjectNode tree() {
        ObjectNode tree =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("name", name)
                        .put("type", type)
                        .put("jsonPath", path);
        // The API server does not store 0, and kubectl would find a difference at every apply.
        return priority == 0 ? tree : tree.put("priority", priority);
    }
}
