package io.migrate.webhook.injection;

import io.migrate.webhook.policy.Constraints;
import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.policy.MigrationPolicy;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.policy.PolicyState;
import io.migrate.webhook.settings.Field;
import io.migrate.webhook.settings.Fields;
import io.migrate.webhook.settings.Problem;

import java.util.ArrayList;
import java.util.List;

/// The policies that apply to a Pod.
///
/// @param effective one for each migrator, in the order in which they run
/// @param constraints the limits for all of them
/// @param problems if there are any, nothing is injected
record Selection(List<EffectivePolicy> effective, Constraints constraints, List<Problem> problems) {
    private static final String POLICY = Fields.PREFIX + Annotations.POLICY;

    /// The selection of a Pod that does not ask for a migration.
    static final Selection NONE = new Selection(List.of(), Constraints.NONE, List.of());

    Selection {
        effective = List.copyOf(effective);
        problems = List.copyOf(problems);
    }

    Objections objections() {
        return new Objections(Reason.POLICY, problems);
    }

    static Selection of(OptIn.OptedIn optIn, String namespace, Policies policies) {
        var selecting = new Selecting(optIn, namespace, policies);
        selecting.select();
        return new Selection(selecting.effective, selecting.constraints, selecting.problems);
    }

    private static final class Selecting {
        private final OptIn.OptedIn optIn;
        private final String namespace;
        private final Policies policies;
        private final Constraints constraints;
        private final List<EffectivePolicy> effective = new ArrayList<>();
        private final List<Problem> problems = new ArrayList<>();

        Selecting(OptIn.OptedIn optIn, String namespace, Policies policies) {
            this.optIn = optIn;
            this.namespace = namespace;
            this.policies = policies;
            this.constraints = policies.constraints();
        }

        void select() {
            if (policies.cluster().orElse(null) instanceof PolicyState.Invalid<?>(_, var broken)) {
                problems.add(broken("the ClusterMigrationPolicy", broken));
                return;
            }
            if (optIn.policies().isEmpty() && policies.names(namespace).isEmpty()) {
                selectNone();
                return;
            }
            List<String> named =
                    optIn.policies().isEmpty() ? List.of(Policies.DEFAULT) : optIn.policies();
            named.forEach(this::select);
        }

        /// Without any policy, Pods may set every annotation, because users who may create Pods
        /// could also write the same containers manually. This ends with the first policy,
        /// including the cluster's.
        private void selectNone() {
            switch (constraints.policyNeeded()) {
                case YES ->
                        problems.add(
                                new Problem(
                                        POLICY,
                                        "namespace %s has no MigrationPolicy, and the ClusterMigrationPolicy requires one"
                                                .formatted(namespace)));
                case NO -> {
                    EffectivePolicy rules = policies.underNone();
                    if (policies.cluster().isPresent()) {
                        refuseClosed(rules, "the ClusterMigrationPolicy");
                    }
                    add(rules);
                }
            }
        }

        private void select(String name) {
            policies.find(namespace, name)
                    .ifPresentOrElse(
                            state -> select(name, state), () -> problems.add(missing(name)));
        }

        private void select(String name, PolicyState<MigrationPolicy> state) {
            switch (state) {
                case PolicyState.Active<MigrationPolicy>(var policy, _, _) -> {
                    EffectivePolicy rules = policies.under(policy);
                    refuseClosed(rules, "policy " + name);
                    add(rules);
                }
                case PolicyState.Invalid<MigrationPolicy>(_, var broken) ->
                        problems.add(broken("policy \"%s\"".formatted(name), broken));
            }
        }

        private void add(EffectivePolicy rules) {
            EffectivePolicy policy = policies.onNodes(rules.with(optIn.values()));
            constraints.violations(policy, namespace).stream()
                    .filter(each -> !problems.contains(each))
                    .forEach(problems::add);
            effective.add(policy);
        }

        private Problem missing(String name) {
            List<String> existing = policies.names(namespace);
            return new Problem(
                    POLICY,
                    "policy \"%s\" does not exist (yet) in namespace %s, which has %s; the Pod's controller retries"
                            .formatted(
                                    Problem.shown(name),
                                    namespace,
                                    existing.isEmpty() ? "none" : String.join(", ", existing)));
        }

        private static Problem broken(String which, List<Problem> broken) {
            return new Problem(
                    POLICY,
                    "%s is invalid: %s%s"
                            .formatted(
                                    which,
                                    broken.getFirst(),
                                    broken.size() == 1
                                            ? ""
                                            : "; and %d more".formatted(broken.size() - 1)));
        }

        /// @param whose rules these are
        private void refuseClosed(EffectivePolicy rules, String whose) {
            List<String> open = constraints.openAnnotations(rules);
            for (Field<?> field : Fields.ANNOTATED) {
                String key = field.annotation().orElseThrow();
                if (optIn.values().get(field).isPresent() && !open.contains(key)) {
                    problems.add(closed(key, whose, open));
                }
            }
        }

        private static Problem closed(String key, String whose, List<String> open) {
            return new Problem(
                    Fields.PREFIX + key,
                    "is not allowed on Pods under %s, which allows %s"
                            .formatted(whose, open.isEmpty() ? "none" : String.join(", ", open)));
        }
    }
}
