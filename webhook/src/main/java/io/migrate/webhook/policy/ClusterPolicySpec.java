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
                            "Refuses annotated Pods in namespaces without a MigrationPolicy."
                                    + " Built-in: false."),
                    Property.optional(
                            "strictAnnotations",
                            new Schema.BooleanSchema(),
                            "Refuses annotations migrate.io/… that this version does not know,"
                                    + " instead of warning. Built-in: false."),
                    Property.optional(
                            "migratorImages",
                            images(),
                            "The images that may be the migrator. Without it, any."),
                    Property.optional(
                            "sourceImages",
                            images(),
                            "The images that migrations may be copied out of, besides the Pod's"
                                    + " own. Without it, any."),
                    Property.optional(
                            "podLabels",
                            new Schema.ArraySchema(
                                    Schema.ObjectSchema.of(
                                            Property.required(
                                                    "key", Labels.KEY, "The label's key."),
                                            Property.required(
                                                    "value",
                                                    LABEL_VALUE.schema(),
                                                    "What its value may be: only the name of the"
                                                            + " policy's own namespace, or any.")),
                                    0,
                                    32,
                                    new Schema.Kind.Keyed("key")),
                            "The labels that policies may give to Pods. Without it, any."),
                    Property.optional(
                            "annotationOverrides",
                            ANNOTATIONS.schema(),
                            "The annotations that policies may open to Pods. Without it, any."),
                    Property.optional(
                            "modes",
                            new Schema.ArraySchema(MODE.schema(), 1, 3, new Schema.Kind.Set()),
                            "The modes that runs may have. Without it, any."));

    /// All of it.
    public static final Schema.ObjectSchema SCHEMA =
            Schema.ObjectSchema.of(
                    Property.optional(
                            "defaults",
                            PolicySpec.SCHEMA,
                            "What holds where a namespace's policy says nothing, in the form of a"
                                    + " MigrationPolicy's spec."),
                    Property.optional(
                            "constraints",
                            CONSTRAINTS,
                            "What no namespace and no Pod may exceed, whoever set the value."),
                    Property.optional(
                            Fields.IMAGE_VOLUMES.name(),
                            Fields.IMAGE_VOLUMES.type().schema(),
                            "Whether images may be mounted as volumes (KEP-4639): a server or"
                                    + " kubelet that does not know them drops them silently."
                                    + " Built-in: Never."));

    private ClusterPolicySpec() {}

    private static Schema images() {
        return new Schema.ArraySchema(ImagePattern.GRAMMAR, 0, 64, new Schema.Kind.Ordered());
    }

    /// What the schema has admitted.
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
                list(node, "modes", each -> MODE.read().apply(each).orElseThrow()));
    }

    private static <T> Optional<List<T>> list(
            JsonNode node, String name, Function<JsonNode, T> read) {
        return Optional.of(node.path(name))
                .filter(JsonNode::isArray)
                .map(array -> array.valueStream().map(read).toList());
    }
}
