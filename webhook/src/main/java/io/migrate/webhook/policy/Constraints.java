package io.migrate.webhook.policy;

import io.migrate.webhook.settings.Field;
import io.migrate.webhook.settings.Fields;
import io.migrate.webhook.settings.MigratorFields;
import io.migrate.webhook.settings.Mode;
import io.migrate.webhook.settings.Problem;
import io.migrate.webhook.settings.RunFields;
import io.migrate.webhook.settings.Source;
import io.migrate.webhook.settings.Types;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The limits of a `ClusterMigrationPolicy`. They apply to effective values, wherever these are
/// set: built-in defaults and the cluster's own defaults included.
///
/// @param policyNeeded whether annotated Pods need a policy in their namespace
/// @param unknownKeys what to do about unknown `migrate.io/` annotations
/// @param migratorImages patterns; empty: any image
/// @param sourceImages patterns for images that migrations are copied from; empty: any image
/// @param podLabels the labels that policies may add; empty: any
/// @param annotationOverrides the annotations that policies may allow Pods to set; empty: any
/// @param modes that are allowed; empty: any
/// @param migratorEnv patterns for variables of the migrator; empty: any that policies can set
public record Constraints(
        PolicyNeeded policyNeeded,
        UnknownKeys unknownKeys,
        Optional<List<ImagePattern>> migratorImages,
        Optional<List<ImagePattern>> sourceImages,
        Optional<List<LabelConstraint>> podLabels,
        Optional<List<String>> annotationOverrides,
        Optional<List<Mode>> modes,
        Optional<List<VariablePattern>> migratorEnv) {

    /// No limits.
    public static final Constraints NONE =
            new Constraints(
                    PolicyNeeded.NO,
                    UnknownKeys.WARN,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    /// Whether a namespace must have a policy of its own.
    public enum PolicyNeeded {
        NO,
        YES
    }

    /// What to do about unknown annotations.
    public enum UnknownKeys {
        WARN,
        REFUSE
    }

    /// Returns the annotations that Pods may set: those that the policy lists and these limits
    /// allow. A policy that lists more is valid, so that a new limit affects only the Pods that
    /// exceed it.
    public List<String> openAnnotations(EffectivePolicy policy) {
        List<String> listed = policy.get(Fields.ANNOTATION_OVERRIDES);
        return annotationOverrides
                .map(most -> listed.stream().filter(most::contains).toList())
                .orElse(listed);
    }

    /// Returns where a policy, together with a Pod's annotations, exceeds these limits.
    public List<Problem> violations(EffectivePolicy policy, String namespace) {
        var problems = new ArrayList<Problem>();
        String migrator = policy.get(MigratorFields.IMAGE);
        insteadOfMigrator(migrator)
                .map(allowed -> exceeded(policy, MigratorFields.IMAGE, migrator, allowed))
                .ifPresent(problems::add);
        if (policy.find(Fields.SOURCE).orElse(null) instanceof Source.Image(var image, _, _)) {
            insteadOfSource(image)
                    .map(allowed -> exceeded(policy, Fields.SOURCE, image, allowed))
                    .ifPresent(problems::add);
        }
        podLabels.ifPresent(rules ->
                policy.get(Fields.POD_LABELS)
                        .forEach((key, value) ->
                                label(policy, key, value, rules, namespace)
                                        .ifPresent(problems::add)));
        modes.filter(allowed -> !allowed.contains(policy.get(RunFields.MODE)))
                .ifPresent(allowed ->
                        problems.add(
                                exceeded(
                                        policy,
                                        RunFields.MODE,
                                        Types.camel(policy.get(RunFields.MODE)),
                                        text(allowed.stream().map(Types::camel).toList()))));
        migratorEnv.ifPresent(patterns -> variables(policy, patterns, problems));
        return problems;
    }

    private static void variables(
            EffectivePolicy policy, List<VariablePattern> patterns, List<Problem> problems) {
        String allowed = text(patterns.stream().map(VariablePattern::text).toList());
        policy.get(MigratorFields.ENV).stream()
                .map(each -> each.path("name").asText())
                .filter(name -> patterns.stream().noneMatch(each -> each.matches(name)))
                .forEach(name -> problems.add(exceeded(policy, MigratorFields.ENV, name, allowed)));
        policy.get(MigratorFields.ENV_FROM).stream()
                .map(each -> each.path("prefix").asText())
                .filter(prefix -> patterns.stream().noneMatch(each -> each.matchesAll(prefix)))
                .forEach(prefix ->
                        problems.add(
                                exceeded(policy, MigratorFields.ENV_FROM, prefix + "*", allowed)));
    }

    /// Returns the images that are allowed instead, if this one is not allowed for the migrator.
    public Optional<String> insteadOfMigrator(String image) {
        return instead(migratorImages, image);
    }

    /// Returns the images that are allowed instead, if migrations may not be copied from this one.
    public Optional<String> insteadOfSource(String image) {
        return instead(sourceImages, image);
    }

    private static Optional<String> instead(Optional<List<ImagePattern>> limit, String image) {
        return limit.filter(patterns -> patterns.stream().noneMatch(each -> each.matches(image)))
                .map(patterns -> text(patterns.stream().map(ImagePattern::text).toList()));
    }

    private static String text(List<String> allowed) {
        return allowed.isEmpty() ? "none" : String.join(", ", allowed);
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
                                text(rules.stream().map(each -> each.text(namespace)).toList())));
    }

    private static Problem exceeded(
            EffectivePolicy policy, Field<?> field, String value, String allowed) {
        Origin origin = policy.origin(field);
        return new Problem(
                origin instanceof Origin.Annotation
                        ? Fields.PREFIX + field.annotation().orElseThrow()
                        : field.name(),
                "value \"%s\" (%s) is not allowed by the ClusterMigrationPolicy, which allows %s"
                        .formatted(Problem.shown(value), origin.text(), allowed));
    }
}
