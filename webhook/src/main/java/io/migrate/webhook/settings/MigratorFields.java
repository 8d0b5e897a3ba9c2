package io.migrate.webhook.settings;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.grammar.Grammars;

import java.util.List;

/// The fields of a policy below `migrator`. {@link Fields} lists them.
public final class MigratorFields {
    /// The field `migrator.image`.
    public static final Field<String> IMAGE =
            Field.of("migrator.image", Types.text(Grammars.IMAGE), "the migrator image");

    /// The field `migrator.imagePullPolicy`.
    public static final Field<ImagePullPolicy> IMAGE_PULL_POLICY =
            Field.of(
                            "migrator.imagePullPolicy",
                            Types.choice(ImagePullPolicy.class),
                            "when kubelet pulls the migrator image")
                    .orElse(ImagePullPolicy.IF_NOT_PRESENT);

    /// The field `migrator.imagePullSecrets`.
    public static final Field<List<String>> IMAGE_PULL_SECRETS =
            Field.of(
                            "migrator.imagePullSecrets",
                            Types.namedObjects("Name of a Secret in the Pod's namespace."),
                            "the Secrets for pulling the migrator image")
                    .orElse(List.of());

    /// The field `migrator.resources`.
    public static final Field<ObjectNode> RESOURCES =
            Field.of(
                    "migrator.resources",
                    Types.object(ContainerShapes.RESOURCES),
                    "the resources of the injected containers; requests are capped at the"
                            + " application's");

    /// The field `migrator.securityContext`.
    public static final Field<ObjectNode> SECURITY_CONTEXT =
            Field.of(
                    "migrator.securityContext",
                    Types.object(ContainerShapes.SECURITY_CONTEXT),
                    "fields that override the same fields of the injected containers' default"
                            + " security context");

    /// The field `migrator.env`.
    public static final Field<List<ObjectNode>> ENV =
            Field.of(
                            "migrator.env",
                            MigratorVariables.env(),
                            "environment variables of the migrator, such as HTTPS_PROXY; lists are"
                                    + " merged by name")
                    .orElse(List.of());

    /// The field `migrator.envFrom`.
    public static final Field<List<ObjectNode>> ENV_FROM =
            Field.of(
                            "migrator.envFrom",
                            MigratorVariables.envFrom(),
                            "objects whose keys become environment variables of the migrator, each"
                                    + " with a prefix")
                    .orElse(List.of());

    private MigratorFields() {}
}
