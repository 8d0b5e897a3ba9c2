package io.migrate.webhook.crd;

import io.migrate.webhook.schema.Property;
import io.migrate.webhook.schema.Schema;

import java.util.List;

/// The `status` of both policies, which we write and nobody else.
final class PolicyStatus {
    /// As far as a JSON number is exact: API servers compare bounds as floating point numbers.
    private static final Schema.IntegerSchema GENERATION =
            new Schema.IntegerSchema(0, (1L << 53) - 1);

    private static final Schema.IntegerSchema COUNT =
            new Schema.IntegerSchema(0, Integer.MAX_VALUE);

    ///
    /// https://github.com/kubernetes/community/blob/master/contributors/devel/sig-architecture/api-conventions.md#typical-status-properties
    private static final Property CONDITIONS =
            Property.optional(
                    "conditions",
                    new Schema.ArraySchema(
                            Schema.ObjectSchema.of(
                                    Property.required(
                                            "type",
                                            new Schema.TextSchema(316),
                                            "Ready: the newest version is in force."),
                                    Property.required(
                                            "status",
                                            new Schema.EnumSchema(
                                                    List.of("True", "False", "Unknown")),
                                            "Whether it is so."),
                                    Property.required(
                                            "reason",
                                            new Schema.TextSchema(1024),
                                            "Why, as one word for programs."),
                                    Property.required(
                                            "message",
                                            new Schema.TextSchema(32768),
                                            "Why, for people, and what to do."),
                                    Property.required(
                                            "lastTransitionTime",
                                            new Schema.DateTimeSchema(),
                                            "Since when."),
                                    Property.optional(
                                            "observedGeneration",
                                            GENERATION,
                                            "The metadata.generation that this is about.")),
                            0,
                            16,
                            new Schema.Kind.Keyed("type")),
                    "What is to be said of the policy.");

    private static final Property OBSERVED =
            Property.optional(
                    "observedGeneration",
                    GENERATION,
                    "The metadata.generation that all of this is about.");

    private static final Property EFFECTIVE =
            Property.optional(
                    "effective",
                    new Schema.ArraySchema(
                            Schema.ObjectSchema.of(
                                    Property.required(
                                            "field",
                                            new Schema.TextSchema(128),
                                            "The field, by its path in the spec."),
                                    Property.required(
                                            "value",
                                            new Schema.TextSchema(8192),
                                            "Its value, as an annotation writes it."),
                                    Property.required(
                                            "origin", new Schema.TextSchema(128), "Who set it.")),
                            0,
                            128,
                            new Schema.Kind.Keyed("field")),
                    "What holds for a Pod without further annotations, field by field.");

    private static final Property PODS =
            Property.optional(
                    "pods",
                    Schema.ObjectSchema.of(
                            Property.optional(
                                    "injected", COUNT, "Pods that are there and got a migration."),
                            Property.optional("waiting", COUNT, "Whose migration has not begun."),
                            Property.optional("running", COUNT, "Whose migration runs."),
                            Property.optional("migrated", COUNT, "Whose migration is done."),
                            Property.optional("failed", COUNT, "Whose last attempt failed.")),
                    "How many Pods are under this policy, by what became of their migration.");

    static final Schema.ObjectSchema NAMESPACED =
            Schema.ObjectSchema.of(OBSERVED, CONDITIONS, EFFECTIVE, PODS);

    static final Schema.ObjectSchema CLUSTER =
            Schema.ObjectSchema.of(
                    OBSERVED,
                    CONDITIONS,
                    Property.optional(
                            "namespaces",
                            COUNT,
                            "How many namespaces have a policy of their own."));

    private PolicyStatus() {}
}
