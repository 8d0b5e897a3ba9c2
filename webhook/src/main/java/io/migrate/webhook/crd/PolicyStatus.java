package io.migrate.webhook.crd;

import io.migrate.webhook.schema.Property;
import io.migrate.webhook.schema.Schema;

import java.util.List;

/// The `status` of both policy kinds, which only the observer writes.
final class PolicyStatus {
    /// Bounded by the largest exact integer in JSON: API servers compare bounds as floating-point
    /// numbers.
    private static final Schema.IntegerSchema GENERATION =
            new Schema.IntegerSchema(0, (1L << 53) - 1);

    private static final Schema.IntegerSchema COUNT =
            new Schema.IntegerSchema(0, Integer.MAX_VALUE);

    /// The conditions, as the API conventions define them:
    /// https://github.com/kubernetes/community/blob/master/contributors/devel/sig-architecture/api-conventions.md#typical-status-properties
    private static final Property CONDITIONS =
            Property.optional(
                    "conditions",
                    new Schema.ArraySchema(
                            Schema.ObjectSchema.of(
                                    Property.required(
                                            "type",
                                            new Schema.TextSchema(316),
                                            "The type of the condition. Ready: the newest version"
                                                    + " of the policy is in effect."),
                                    Property.required(
                                            "status",
                                            new Schema.EnumSchema(
                                                    List.of("True", "False", "Unknown")),
                                            "The status of the condition."),
                                    Property.required(
                                            "reason",
                                            new Schema.TextSchema(1024),
                                            "The reason for the status, as one word for programs."),
                                    Property.required(
                                            "message",
                                            new Schema.TextSchema(32768),
                                            "The reason for the status in words, and what to do."),
                                    Property.required(
                                            "lastTransitionTime",
                                            new Schema.DateTimeSchema(),
                                            "When the status last changed."),
                                    Property.optional(
                                            "observedGeneration",
                                            GENERATION,
                                            "The metadata.generation that the condition refers"
                                                    + " to.")),
                            0,
                            16,
                            new Schema.ListType.Map("type")),
                    "The conditions of the policy.");

    private static final Property OBSERVED =
            Property.optional(
                    "observedGeneration",
                    GENERATION,
                    "The metadata.generation that the status refers to.");

    private static final Property EFFECTIVE =
            Property.optional(
                    "effective",
                    new Schema.ArraySchema(
                            Schema.ObjectSchema.of(
                                    Property.required(
                                            "field",
                                            new Schema.TextSchema(128),
                                            "The path of the field in the spec."),
                                    Property.required(
                                            "value",
                                            new Schema.TextSchema(8192),
                                            "The value, in the format of the annotation."),
                                    Property.required(
                                            "origin",
                                            new Schema.TextSchema(128),
                                            "The source of the value.")),
                            0,
                            128,
                            new Schema.ListType.Map("field")),
                    "The effective value of every field for a Pod without further annotations.");

    private static final Property PODS =
            Property.optional(
                    "pods",
                    Schema.ObjectSchema.of(
                            Property.optional(
                                    "injected", COUNT, "Existing Pods with an injected migration."),
                            Property.optional(
                                    "waiting", COUNT, "Pods whose migration has not started."),
                            Property.optional("running", COUNT, "Pods whose migration is running."),
                            Property.optional(
                                    "migrated", COUNT, "Pods whose migration has completed."),
                            Property.optional(
                                    "failed", COUNT, "Pods whose last migration attempt failed.")),
                    "The numbers of Pods that use this policy, by the state of their migration.");

    static final Schema.ObjectSchema NAMESPACED =
            Schema.ObjectSchema.of(OBSERVED, CONDITIONS, EFFECTIVE, PODS);

    static final Schema.ObjectSchema CLUSTER =
            Schema.ObjectSchema.of(
                    OBSERVED,
                    CONDITIONS,
                    Property.optional(
                            "namespaces",
                            COUNT,
                            "The number of namespaces with a policy of their own."));

    private PolicyStatus() {}
}
