package io.migrate.webhook.policy;

import io.migrate.webhook.settings.Field;
import io.migrate.webhook.settings.Fields;
import io.migrate.webhook.settings.Mode;
import io.migrate.webhook.settings.Problem;
import io.migrate.webhook.settings.Source;
import io.migrate.webhook.settings.Types;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a `ClusterMigrationPolicy` lets no namespace exceed. It bounds what holds in the end,
/// whoever set it: built-in values and the cluster's own defaults too.
///
/// @param policyNeeded what becomes of an annotated Pod in a namespace without a policy
/// @param unknownKeys what becomes of annotations `migrate.io/…` that nobody knows
/// @param migratorImages patterns; absent: any image
/// @param sourceImages patterns for images that migrations are copied out of; absent: any image
/// @param podLabels the labels that policies may give; absent: any
/// @param annotationOverrides the annotations that policies may open to Pods; absent: any
/// @param modes that runs may have; absent: any
public record Constraints(
        PolicyNeeded policyNeeded,
        UnknownKeys unknownKeys,
        Optional<List<ImagePattern>> migratorImages,
        Optional<List<ImagePattern>> sourceImages,
        Optional<List<LabelConstraint>> podLabels,
        Optional<List<String>> annotationOverrides,
        Optional<List<Mode>> modes) {

    /// None at all.
    public static final Constraints NONE =
            new Constraints(
                    PolicyNeeded.NO,
                    UnknownKeys.WARN,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    /// Whether a namespace has to have a policy of its own.
    public enum PolicyNeeded {
        NO,
        YES
    }

    /// What becomes of keys that nobody knows.
    public enum UnknownKeys {
        WARN,
        REFUSE
    }

    /// The annotations that are open to Pods: those that the policy lists and this lets it list.
    /// What it lists beyond is no error, so that a new constraint stops only the Pods that use it.
    public List<String> openAnnotations(EffectivePolicy policy) {
        List<String> listed = policy.get(Fields.ANNOTATION_OVERRIDES);
        return annotationOverrides
                .map(most -> listed.stream().filter(most::contains).toList())
                .orElse(listed);
    }

    /// Where a policy, with what a Pod's annotations change in it, exceeds this.
    public List<Problem> violations(EffectivePolicy policy, String namespace) {
        var problems = new ArrayList<Problem>();
        migratorImages.ifPresent(patterns ->
                image(policy, Fields.MIGRATOR_IMAGE, policy.get(Fields.MIGRATOR_IMAGE), patterns)
                        .ifPresent(problems::add));
        sourceImages.ifPresent(patterns -> {
            if (policy.find(Fields.SOURCE).orElse(null) instanceof Source.Image(var image, _, _)) {
                image(policy, Fields.SOURCE, image, patterns).ifPresent(problems::add);
            }
        });
        podLabels.ifPresent(rules ->
                policy.get(Fields.POD_LABELS)
                        .forEach((key, value) ->
                                label(policy, key, value, rules, namespace)
                                        .ifPresent(problems::add)));
        modes.filter(allowed -> !allowed.contains(policy.get(Fields.MODE)))
                .ifPresent(allowed ->
                        problems.add(
                                exceeded(
                                        policy,
                                        Fields.MODE,
                                        Types.camel(policy.get(Fields.MODE)),
                                        allowed.stream().map(Types::camel).toList())));
        return problems;
    }

    private static Optional<Problem> image(
            EffectivePolicy policy, Field<?> field, String image, List<ImagePattern> patterns) {
        return patterns.stream().anyMatch(each -> each.matches(image))
                ? Optional.empty()
                : Optional.of(
                        exceeded(
                                policy,
                                field,
                                image,
                                patterns.stream().map(ImagePattern::text).toList()));
    }

    private static Optional<Problem> label(
            EffectivePolicy policy,
            String key,
            String value,
            List<LabelConstraint> rules,
            String namespace) {
        return rules.stream().anyMatch(each -> each.admits(key, value, namespace))
                ? Optional.empty()
                : Optional.of(
                        exceeded(
                                policy,
                                Fields.POD_LABELS,
                                key + "=" + value,
                                rules.stream().map(each -> each.text(namespace)).toList()));
    }

    private static Problem exceeded(
            EffectivePolicy policy, Field<?> field, String value, List<String> allowed) {
        Origin origin = policy.origin(field);
        return new Problem(
                origin instanceof Origin.Annotation
                        ? Fields.PREFIX + field.annotation().orElseThrow()
                        : field.name(),
                "value \"%s\" (%s) is not allowed by the cluster's policy, which allows %s"
                        .formatted(
                                Problem.shown(value),
                                origin.text(),
                                allowed.isEmpty() ? "none" : String.join(", ", allowed)));
    }
}
