package io.migrate.webhook.injection;

import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.policy.Field;
import io.migrate.webhook.policy.Fields;
import io.migrate.webhook.policy.Layer;
import io.migrate.webhook.policy.MigrationPolicy;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.policy.Problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which policies a Pod is under, and what holds for each.
///
/// @param effective one a migrator, in the order in which they run
/// @param problems if there are any, nothing is injected
record Selection(List<EffectivePolicy> effective, List<Problem> problems) {
    Selection {
        effective = List.copyOf(effective);
        problems = List.copyOf(problems);
    }

    static Selection of(OptIn.In optIn, String namespace, Policies policies) {
        var effective = new ArrayList<EffectivePolicy>();
        var problems = new ArrayList<Problem>();
        List<String> existing = policies.names(namespace);
        List<String> named =
                optIn.policies().isEmpty() ? List.of(Policies.DEFAULT) : optIn.policies();
        if (existing.isEmpty() && optIn.policies().isEmpty()) {
            var layers = List.of(policies.builtIn(), optIn.values());
            return new Selection(
                    List.of(new EffectivePolicy(Policies.DEFAULT, 0, layers)), List.of());
        }
        for (String name : named) {
            Optional<MigrationPolicy> found = policies.find(namespace, name);
            if (found.isEmpty()) {
                problems.add(missing(name, namespace, existing));
                continue;
            }
            var policy = found.get();
            var rules =
                    new EffectivePolicy(
                            name,
                            policy.generation(),
                            List.of(policies.builtIn(), policy.values()));
            problems.addAll(forbidden(rules, optIn.values()));
            effective.add(
                    new EffectivePolicy(
                            name,
                            policy.generation(),
                            List.of(policies.builtIn(), policy.values(), optIn.values())));
        }
        return new Selection(effective, problems);
    }

    private static Problem missing(String name, String namespace, List<String> existing) {
        return new Problem(
                Fields.PREFIX + Annotations.POLICY,
                "policy \"%s\" is not (yet) found in namespace %s, which has %s; the controller retries"
                        .formatted(
                                Problem.shown(name),
                                namespace,
                                existing.isEmpty() ? "none" : String.join(", ", existing)));
    }

    private static List<Problem> forbidden(EffectivePolicy rules, Layer annotations) {
        List<String> allowed = rules.get(Fields.ANNOTATION_OVERRIDES);
        return Fields.annotated()
                .filter(field -> isSet(field, annotations))
                .map(field -> field.annotation().orElseThrow())
                .filter(key -> !allowed.contains(key))
                .map(key ->
                        new Problem(
                                Fields.PREFIX + key,
                                "is not for Pods to set under policy %s, which allows %s"
                                        .formatted(
                                                rules.name(),
                                                allowed.isEmpty()
                                                        ? "none"
                                                        : String.join(", ", allowed))))
                .toList();
    }

    private static boolean isSet(Field<?> field, Layer layer) {
        return layer.get(field).isPresent();
    }
}
