package io.migrate.webhook.injection;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.pod.Names;
import io.migrate.webhook.settings.KeyRef;

/// The kinds of environment variables that are injected
/// (https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#environment-variables).
final class EnvVars {
    private EnvVars() {}

    /// Adds a variable with exactly this value: kubelet would replace a `$(NAME)` in it with the
    /// value of another variable, which may be a password.
    static void add(ArrayNode env, String name, String value) {
        env.addObject().put("name", name).put("value", Names.literal(value));
    }

    /// Returns a variable of a policy, with exactly its value.
    static ObjectNode literal(ObjectNode variable) {
        ObjectNode copy = variable.deepCopy();
        if (copy.has("value")) {
            copy.put("value", Names.literal(copy.path("value").asText()));
        }
        return copy;
    }

    /// Adds a variable with the value of one of the Pod's fields.
    static void addField(ArrayNode env, String name, String path) {
        env.addObject()
                .put("name", name)
                .putObject("valueFrom")
                .putObject("fieldRef")
                .put("fieldPath", path);
    }

    /// A variable with the value of a Secret's key. Kubelet resolves it; the webhook never reads
    /// it.
    static ObjectNode fromSecret(String name, KeyRef secret) {
        return from(name, "secretKeyRef", secret);
    }

    /// A variable with the value of a ConfigMap's key.
    static ObjectNode fromConfigMap(String name, KeyRef configMap) {
        return from(name, "configMapKeyRef", configMap);
    }

    private static ObjectNode from(String name, String source, KeyRef key) {
        ObjectNode variable = JsonNodeFactory.instance.objectNode().put("name", name);
        variable.putObject("valueFrom")
                .putObject(source)
                .put("name", key.name())
                .put("key", key.key());
        return variable;
    }
}
