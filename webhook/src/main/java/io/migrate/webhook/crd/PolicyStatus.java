package io.migrate.webhook.crd;

import io.migrate.webhook.schema.Member;
import io.migrate.webhook.schema.Schema;

import java.util.List;

/// The `status` of both policies, which we write and nobody else.
final class PolicyStatus {
    /// As far as a JSON number is exact: API servers compare bounds as floating point numbers.
    private static final Schema.Whole GENERATION = new Schema.Whole(0, (1L << 53) - 1);

    private static final Schema.Whole COUNT = new Schema.Whole(0, Integer.MAX_VALUE);

    ///
    /// https://github.com/kubernetes/community/blob/master/contributors/devel/sig-architecture/api-conventions.md#typical-status-properties
    private static final Member CONDITIONS =
            Member.optional(
                    "conditions",
                    new Schema.Listing(
                            Schema.Structure.of(
                                    Member.required(
                                            "type",
                                            new Schema.Prose(316),
                                            "Ready: the newest version is in force."),
                                    Member.required(
                                            "status",
                                            new Schema.Choice(List.of("True", "False", "Unknown")),
                                            "Whether it is so."),
                                    Member.required(
                                            "reason",
                                            new Schema.Prose(1024),
                                            "Why, as one word for programs."),
                                    Member.required(
                                            "message",
                                            new Schema.Prose(32768),
                                            "Why, for people, and what to do."),
                                    Member.required(
                                            "lastTransitionTime",
                                            new Schema.Moment(),
                                            "Since when."),
                                    Member.optional(
                                            "observedGeneration",
                                            GENERATION,
                                            "The metadata.generation that this is about.")),
                            0,
                            16,
                            new Schema.Kind.Keyed("type")),
                    "What is to be said of the policy.");

    private static final Member OBSERVED =
            Member.optional(
                    "observedGeneration",
                    GENERATION,
                    "The metadata.generation that all of this is about.");

    private static final Member EFFECTIVE =
            Member.optional(
                    "effective",
                    new Schema.Listing(
                            Schema.Structure.of(
                                    Member.required(
                                            "field",
                                            new Schema.Prose(128),
                                            "The field, by its path in the spec."),
                                    Member.required(
                                            "value",
                                            new Schema.Prose(8192),
                                            "Its value, as an annotation writes it."),
                                    Member.required(
                                            "origin", new Schema.Prose(128), "Who set it.")),
                            0,
                            128,
                            new Schema.Kind.Keyed("field")),
                    "What holds for a Pod without further annotations, field by field.");

    private static final Member PODS =
            Member.optional(
                    "pods",
                    Schema.Structure.of(
                            Member.optional(
                                    "injected", COUNT, "Pods that are there and got a migration."),
                            Member.optional("waiting", COUNT, "Whose migration has not begun."),
                            Member.optional("running", COUNT, "Whose migration runs."),
                            Member.optional("migrated", COUNT, "Whose migration is done."),
                            Member.optional("failed", COUNT, "Whose last attempt failed.")),
                    "How many Pods are under this policy, by what became of their migration.");

    static final Schema.Structure NAMESPACED =
            Schema.Structure.of(OBSERVED, CONDITIONS, EFFECTIVE, PODS);

    static final Schema.Structure CLUSTER =
            Schema.Structure.of(
                    OBSERVED,
                    CONDITIONS,
                    Member.optional(
                            "namespaces",
                            COUNT,
                            "How many namespaces have a policy of their own."));

    private PolicyStatus() {}
}
