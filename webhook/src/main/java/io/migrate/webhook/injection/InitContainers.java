package io.migrate.webhook.injection;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.pod.Names;
import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.settings.CopyMethod;
import io.migrate.webhook.settings.Field;
import io.migrate.webhook.settings.Fields;
import io.migrate.webhook.settings.MigratorFields;
import io.migrate.webhook.settings.Placeholders;
import io.migrate.webhook.settings.RunFields;
import io.migrate.webhook.settings.Source;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// The containers that are added. All of them comply with the Pod Security Standard `restricted`
/// (https://kubernetes.io/docs/concepts/security/pod-security-standards/) and get no API token.
///
/// @param uid that they run as; empty if the platform chooses it
/// @param resources of each container
record InitContainers(
        EffectivePolicy policy, DatabaseAccess access, OptionalLong uid, ObjectNode resources) {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /// Copies a static `cp` into a volume, for images that have none.
    ObjectNode copier() {
        ObjectNode container =
                container(Names.copier(policy.name()), policy.get(MigratorFields.IMAGE));
        container.put("imagePullPolicy", policy.get(MigratorFields.IMAGE_PULL_POLICY).text());
        words(
                container,
                "command",
                Names.COPIER_IN_IMAGE,
                "-f",
                "--",
                Names.COPIER_IN_IMAGE,
                Names.COPIER_TARGET + "/cp");
        mount(finish(container), Names.copier(policy.name()), Names.COPIER_TARGET);
        return container;
    }

    /// Copies a folder from an image into a volume. `-L`: the targets of links would be missing;
    /// `-f`: if kubelet runs the container again over the same volume, read-only files are
    /// replaced.
    ObjectNode files(CopiedFolder folder) {
        ObjectNode container = container(Names.files(policy.name()), folder.image());
        if (folder.pullPolicy().isTextual()) {
            container.set("imagePullPolicy", folder.pullPolicy());
        }
        String target = Names.COPY_TARGET + "/";
        String source = folder.path() + "/.";
        switch (folder.copyMethod()) {
            case IMAGE, IMAGE_VOLUME ->
                    words(container, "command", "cp", "-RLf", "--", source, target);
            case INJECTED ->
                    words(
                            container,
                            "command",
                            Names.COPIER_TARGET + "/cp",
                            "-RLf",
                            "--",
                            source,
                            target);
        }
        ArrayNode mounts = finish(container);
        mount(mounts, Names.files(policy.name()), Names.COPY_TARGET);
        switch (folder.copyMethod()) {
            case IMAGE, IMAGE_VOLUME -> {}
            case INJECTED ->
                    mount(mounts, Names.copier(policy.name()), Names.COPIER_TARGET)
                            .put("readOnly", true);
        }
        return container;
    }

    /// Runs the migrations.
    ObjectNode migrator(Source source) {
        ObjectNode container =
                container(Names.migrator(policy.name()), policy.get(MigratorFields.IMAGE));
        container.put("imagePullPolicy", policy.get(MigratorFields.IMAGE_PULL_POLICY).text());
        words(container, "args", policy.text(RunFields.MODE).orElseThrow());
        container.set("env", environment(source));
        List<ObjectNode> sources = policy.get(MigratorFields.ENV_FROM);
        if (!sources.isEmpty()) {
            container
                    .putArray("envFrom")
                    .addAll(sources.stream().map(ObjectNode::deepCopy).toList());
        }
        ArrayNode mounts = finish(container);
        access.addMounts(mounts);
        mountMigrations(mounts, source);
        return container;
    }

    private void mountMigrations(ArrayNode mounts, Source source) {
        if (isCopied(source)) {
            mount(mounts, Names.files(policy.name()), Names.MIGRATIONS);
            return;
        }
        switch (source) {
            case Source.Container _, Source.Image _, Source.ConfigMap _ -> mountReadOnly(mounts);
            case Source.PersistentVolumeClaim(_, var path) ->
                    mountReadOnly(mounts).put("subPath", path.substring(1));
            case Source.Migrator() -> {}
        }
    }

    /// The folder of the migrations. An image is mounted as a whole: container runtimes before
    /// containerd 2.2 and CRI-O 1.33 ignore `subPath` for images, and the migrator would read
    /// scripts from other folders of the image.
    private String directory(Source source) {
        if (isCopied(source)) {
            return Names.MIGRATIONS;
        }
        return switch (source) {
            case Source.Container(_, var path) -> inImage(path);
            case Source.Image(_, var path) -> inImage(path);
            case Source.ConfigMap _, Source.PersistentVolumeClaim _, Source.Migrator() ->
                    Names.MIGRATIONS;
        };
    }

    private static String inImage(String path) {
        return path.equals("/") ? Names.MIGRATIONS : Names.MIGRATIONS + path;
    }

    /// Whether the volume is a copy of the migrations, which the migrator has to prepare for the
    /// next one.
    private boolean isCopied(Source source) {
        return switch (source) {
            case Source.Container _ -> isCopied(policy.get(Fields.CONTAINER_COPY_METHOD));
            case Source.Image _ -> isCopied(policy.get(Fields.IMAGE_COPY_METHOD));
            case Source.ConfigMap _, Source.PersistentVolumeClaim _, Source.Migrator _ -> false;
        };
    }

    private static boolean isCopied(CopyMethod method) {
        return switch (method) {
            case IMAGE, INJECTED -> true;
            case IMAGE_VOLUME -> false;
        };
    }

    private ArrayNode environment(Source source) {
        ArrayNode env = JSON.arrayNode();
        access.addVariables(env);
        EnvVars.add(env, "MIGRATE_DIR", directory(source));
        if (isCopied(source)) {
            EnvVars.add(env, Names.DIR_COPIED, "true");
        }
        for (Field<?> field : Fields.IN_ENVIRONMENT) {
            if (policy.isSet(field)) {
                EnvVars.add(env, field.env().orElseThrow(), policy.text(field).orElseThrow());
            }
        }
        policy.find(RunFields.PLACEHOLDERS)
                .orElse(Map.of())
                .forEach((name, value) -> addPlaceholder(env, Placeholders.VARIABLE + name, value));
        EnvVars.addField(env, "POD_NAMESPACE", "metadata.namespace");
        EnvVars.addField(env, "POD_NAME", "metadata.name");
        for (ObjectNode each : policy.get(MigratorFields.ENV)) {
            env.add(EnvVars.literal(each));
        }
        return env;
    }

    private static void addPlaceholder(ArrayNode env, String name, Placeholders.Value value) {
        switch (value) {
            case Placeholders.Value.Text(var text) -> EnvVars.add(env, name, text);
            case Placeholders.Value.Secret(var key) -> env.add(EnvVars.fromSecret(name, key));
        }
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
                        .put("runAsNonRoot", true);
        uid.ifPresent(value -> security.put("runAsUser", value));
        security.putObject("capabilities").putArray("drop").add("ALL");
        security.putObject("seccompProfile").put("type", "RuntimeDefault");
        policy.find(MigratorFields.SECURITY_CONTEXT)
                .map(own -> MigratorFields.SECURITY_CONTEXT.type().merge().apply(security, own))
                .ifPresent(merged -> container.set("securityContext", merged));
        container.put("terminationMessagePolicy", "FallbackToLogsOnError");
        ArrayNode mounts = container.putArray("volumeMounts");
        mount(mounts, Names.TOKEN_VOLUME, Names.TOKEN_PATH).put("readOnly", true);
        return mounts;
    }

    private ObjectNode mountReadOnly(ArrayNode mounts) {
        return mount(mounts, Names.files(policy.name()), Names.MIGRATIONS).put("readOnly", true);
    }

    private static ObjectNode mount(ArrayNode mounts, String volume, String path) {
        return mounts.addObject().put("name", volume).put("mountPath", path);
    }

    private static void words(ObjectNode container, String field, String... words) {
        ArrayNode array = container.putArray(field);
        for (String each : words) {
            array.add(Names.literal(each));
        }
    }
}
