package io.migrate.webhook.policy;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.schema.Property;
import io.migrate.webhook.schema.Schema;
import io.migrate.webhook.settings.Fields;
import io.migrate.webhook.settings.Labels;
import io.migrate.webhook.settings.Mode;
import io.migrate.webhook.settings.Type;
import io.migrate.webhook.settings.Types;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The `spec` of a `ClusterMigrationPolicy`, and how its constraints are read.
public final class ClusterPolicySpec {
    private static final Type<List<String>> ANNOTATIONS =
            Types.words(Fields.annotated().map(field -> field.annotation().orElseThrow()).toList());

    private static final Type<LabelConstraint.Value> LABEL_VALUE =
            Types.choice(LabelConstraint.Value.class);

    private static final Type<Mode> MODE = Types.choice(Mode.class);

    private static final Schema CONSTRAINTS =
            Schema.ObjectSchema.of(
                    Property.optional(
                            "requirePolicy",
                            new Schema.BooleanSchema(),
                            "Whether to refuse annotated Pods in namespaces without a"
                                    + " MigrationPolicy. Built-in default: false."),
                    Property.optional(
                            "strictAnnotations",
                            new Schema.BooleanSchema(),
                            "Whether to refuse migrate.io/ annotations that this version does not"
                                + " know, instead of warning about them. Built-in default: false."),
                    Property.optional(
                            "migratorImages",
                            images(),
                            "The allowed migrator images. If unset, any image is allowed."),
                    Property.optional(
                            "sourceImages",
                            images(),
                            "The images that migrations may be copied from, in addition to the"
                                    + " Pod's own. If unset, any image is allowed."),
                    Property.optional(
                            "podLabels",
                            new Schema.ArraySchema(
                                    Schema.ObjectSchema.of(
                                            Property.required(
                                                    "key", Labels.KEY, "The key of the label."),
                                            Property.required(
                                                    "value",
                                                    LABEL_VALUE.schema(),
                                                    "The allowed value: the name of the policy's"
                                                        + " namespace (NamespaceName), or any value"
                                                        + " (Any).")),
                                    0,
                                    32,
                                    new Schema.ListType.Map("key")),
                            "The labels that policies may add to Pods. If unset, any label is"
                                    + " allowed."),
                    Property.optional(
                            "annotationOverrides",
                            ANNOTATIONS.schema(),
                            "The annotations that policies may allow Pods to set. If unset, any"
                                    + " annotation is allowed."),
                    Property.optional(
                            "modes",
                            new Schema.ArraySchema(MODE.schema(), 1, 3, new Schema.ListType.Set()),
                            "The allowed modes. If unset, any mode is allowed."),
                    Property.optional(
                            "migratorEnv",
                            new Schema.ArraySchema(
                                    VariablePattern.GRAMMAR, 0, 64, new Schema.ListType.Atomic()),
                            "The allowed environment variables of the migrator: names, or"
                                    + " beginnings and *. If unset, any variable is allowed that"
                                    + " policies can set."));

    /// The schema of the whole `spec`.
    public static final Schema.ObjectSchema SCHEMA =
            Schema.ObjectSchema.of(
                    Property.optional(
                            "defaults",
                            PolicySpec.SCHEMA,
                            "The defaults for all namespaces, in the form of a MigrationPolicy's"
                                    + " spec. A MigrationPolicy overrides them."),
                    Property.optional(
                            "constraints",
                            CONSTRAINTS,
                            "Limits on the effective values, wherever they are set: in policies,"
                                    + " annotations or defaults."),
                    Property.optional(
                            Fields.IMAGE_VOLUMES.name(),
                            Fields.IMAGE_VOLUMES.type().schema(),
                            "Whether images may be mounted as volumes (KEP-4639) where a policy"
                                    + " sets copyMethod: ImageVolume. IfSupported: if the API"
                                    + " server and every Node support it; if not, or if the"
                                    + " webhook may not list Nodes, as with Injected. Built-in"
                                    + " default: Never."));

    private ClusterPolicySpec() {}

    private static Schema images() {
        return new Schema.ArraySchema(ImagePattern.GRAMMAR, 0, 64, new Schema.ListType.Atomic());
    }

    /// Reads constraints that the schema has accepted.
    static Constraints constraints(JsonNode node) {
        return new Constraints(
                node.path("requirePolicy").asBoolean()
                        ? Constraints.PolicyNeeded.YES
                        : Constraints.PolicyNeeded.NO,
                node.path("strictAnnotations").asBoolean()
                        ? Constraints.UnknownKeys.REFUSE
                        : Constraints.UnknownKeys.WARN,
                list(node, "migratorImages", each -> new ImagePattern(each.asText())),
                list(node, "sourceImages", each -> new ImagePattern(each.asText())),
                list(
                        node,
                        "podLabels",
                        each ->
                                new LabelConstraint(
                                        each.path("key").asText(),
                                        LABEL_VALUE
                                                .read()
                                                .apply(each.path("value"))
                                                .orElseThrow())),
                list(node, "annotationOverrides", JsonNode::asText),
                list(node, "modes", each -> MODE.read().apply(each).orElseThrow()),
                list(node, "migratorEnv", each -> new VariablePattern(each.asText())));
    }

    private static <T> Optional<List<T>> list(
            JsonNode node, String name, Function<JsonNode, T> read) {
        return Optional.of(node.path(name))
                .filter(JsonNode::isArray)
                .map(array -> array.valueStream().map(read).toList());
    }
}
