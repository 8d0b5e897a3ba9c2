package io.migrate.webhook.injection;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.policy.Field;
import io.migrate.webhook.policy.Fields;
import io.migrate.webhook.policy.ImagePullPolicy;
import io.migrate.webhook.policy.KeyRef;
import io.migrate.webhook.policy.Source;

/// The containers that we add. Both stand up to the Pod Security profile `restricted`
/// (https://kubernetes.io/docs/concepts/security/pod-security-standards/) and get no API token.
///
/// @param uid that both run as, so that the one can read what the other wrote
/// @param resources that each may use
record InitContainers(EffectivePolicy policy, long uid, ObjectNode resources) {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /// Copies a folder out of an image into the volume. `-L`: links of the image would point
    /// nowhere; `-f`: a second run, after kubelet restarted the container, replaces read-only
    /// files.
    ObjectNode copier(String image, String path) {
        ObjectNode container = container(Names.files(policy.name()), image);
        ArrayNode command = container.putArray("command");
        for (String word :
                new String[] {"cp", "-RLf", "--", path + "/.", Names.COPY_TARGET + "/"}) {
            command.add(word);
        }
        ArrayNode mounts = finish(container);
        mount(mounts, Names.files(policy.name()), Names.COPY_TARGET);
        return container;
    }

    /// Runs the migrations.
    ObjectNode migrator(Source source) {
        ObjectNode container =
                container(Names.migrator(policy.name()), policy.get(Fields.MIGRATOR_IMAGE));
        container.put("imagePullPolicy", pullPolicy().text());
        container.putArray("args").add(policy.text(Fields.MODE).orElseThrow());
        container.set("env", environment());
        ArrayNode mounts = finish(container);
        switch (source) {
            case Source.Container _, Source.Image _, Source.ConfigMap _ ->
                    mount(mounts, Names.files(policy.name()), Names.MIGRATIONS)
                            .put("readOnly", true);
            case Source.PersistentVolumeClaim(_, var path) ->
                    mount(mounts, Names.files(policy.name()), Names.MIGRATIONS)
                            .put("readOnly", true)
                            .put("subPath", path.substring(1));
            case Source.Migrator() -> {}
        }
        return container;
    }

    private ImagePullPolicy pullPolicy() {
        return policy.get(Fields.MIGRATOR_PULL_POLICY);
    }

    private ArrayNode environment() {
        ArrayNode env = JSON.arrayNode();
        env.add(secretVariable("DATABASE_URL", policy.get(Fields.DATABASE_SECRET)));
        env.addObject().put("name", "MIGRATE_DIR").put("value", Names.MIGRATIONS);
        Fields.ALL.stream().filter(policy::isSet).forEach(field -> addTo(env, field));
        fieldVariable(env, "POD_NAMESPACE", "metadata.namespace");
        fieldVariable(env, "POD_NAME", "metadata.name");
        return env;
    }

    private void addTo(ArrayNode env, Field<?> field) {
        field.env()
                .ifPresent(name ->
                        env.addObject()
                                .put("name", name)
                                .put("value", policy.text(field).orElseThrow()));
    }

    private static void fieldVariable(ArrayNode env, String name, String path) {
        env.addObject()
                .put("name", name)
                .putObject("valueFrom")
                .putObject("fieldRef")
                .put("fieldPath", path);
    }

    /// A variable whose value is a key of a Secret; kubelet resolves it, we never see it.
    static ObjectNode secretVariable(String name, KeyRef secret) {
        ObjectNode variable = JSON.objectNode().put("name", name);
        variable.putObject("valueFrom")
                .putObject("secretKeyRef")
                .put("name", secret.name())
                .put("key", secret.key());
        return variable;
    }

    private static ObjectNode container(String name, String image) {
        return JSON.objectNode().put("name", name).put("image", image);
    }

    private ArrayNode finish(ObjectNode container) {
        container.set("resources", resources.deepCopy());
        ObjectNode security =
                container
                        .putObject("securityContext")
                        .put("allowPrivilegeEscalation", false)
                        .put("privileged", false)
                        .put("readOnlyRootFilesystem", true)
                        .put("runAsNonRoot", true)
                        .put("runAsUser", uid);
        security.putObject("capabilities").putArray("drop").add("ALL");
        security.putObject("seccompProfile").put("type", "RuntimeDefault");
        container.put("terminationMessagePolicy", "FallbackToLogsOnError");
        ArrayNode mounts = container.putArray("volumeMounts");
        mount(mounts, Names.TOKEN_VOLUME, Names.TOKEN_PATH).put("readOnly", true);
        return mounts;
    }

    private static ObjectNode mount(ArrayNode mounts, String volume, String path) {
        return mounts.addObject().put("name", volume).put("mountPath", path);
    }
}
