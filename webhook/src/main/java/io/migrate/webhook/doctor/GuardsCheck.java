package io.migrate.webhook.doctor;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBindingSpec;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Checks the ValidatingAdmissionPolicies by which the API server itself refuses what the webhook
/// cannot.
final class GuardsCheck implements Check {
    private static final List<Guard> ALL =
            List.of(
                    new Guard(
                            "migrate-io-labels",
                            "Pods that opted out, and Pods that exist, can get migrate.io/ labels"),
                    new Guard(
                            "migrate-io-ca-bundles",
                            "whoever has the webhook's token can see and change all objects"));

    /// A policy.
    ///
    /// @param name of the policy and of its binding
    /// @param consequence what happens without them
    private record Guard(String name, String consequence) {
        String policy() {
            return "ValidatingAdmissionPolicy/" + name;
        }

        String binding() {
            return "ValidatingAdmissionPolicyBinding/" + name;
        }
    }

    @Override
    public String name() {
        return "guards";
    }

    @Override
    public String verifies() {
        return "the ValidatingAdmissionPolicies for `migrate.io/` labels and for the rights of the"
                + " webhook's account exist, and their bindings refuse what they forbid,"
                + " everywhere";
    }

    @Override
    public List<Finding> run(Cluster cluster) {
        return ALL.stream()
                .flatMap(each ->
                        Stream.of(
                                policy(each, cluster.admissionPolicy(each.name())),
                                binding(each, cluster.admissionPolicyBinding(each.name()))))
                .toList();
    }

    private Finding policy(Guard guard, Lookup<ValidatingAdmissionPolicy> lookup) {
        return switch (lookup) {
            case Lookup.NotFound<ValidatingAdmissionPolicy> _ -> missing(guard, guard.policy());
            case Lookup.Forbidden<ValidatingAdmissionPolicy>(var why) ->
                    unknown(guard.policy(), why);
            case Lookup.Found<ValidatingAdmissionPolicy>(var policy) ->
                    "Fail".equals(policy.getSpec().getFailurePolicy())
                            ? ok(guard.policy(), "is configured correctly")
                            : weakened(
                                    guard,
                                    guard.policy(),
                                    "has failurePolicy " + policy.getSpec().getFailurePolicy());
        };
    }

    private Finding binding(Guard guard, Lookup<ValidatingAdmissionPolicyBinding> lookup) {
        return switch (lookup) {
            case Lookup.NotFound<ValidatingAdmissionPolicyBinding> _ ->
                    missing(guard, guard.binding());
            case Lookup.Forbidden<ValidatingAdmissionPolicyBinding>(var why) ->
                    unknown(guard.binding(), why);
            case Lookup.Found<ValidatingAdmissionPolicyBinding>(var binding) ->
                    weakness(guard, binding.getSpec())
                            .map(each -> weakened(guard, guard.binding(), each))
                            .orElseGet(() -> ok(guard.binding(), "is configured correctly"));
        };
    }

    private static Optional<String> weakness(
            Guard guard, ValidatingAdmissionPolicyBindingSpec spec) {
        if (!guard.name().equals(spec.getPolicyName())) {
            return Optional.of("is for policy " + spec.getPolicyName());
        }
        if (!spec.getValidationActions().contains("Deny")) {
            return Optional.of(
                    "has validationActions %s without Deny".formatted(spec.getValidationActions()));
        }
        return spec.getMatchResources() == null
                ? Optional.empty()
                : Optional.of("has matchResources, which exempt objects");
    }

    private Finding missing(Guard guard, String subject) {
        return warning(
                subject, "does not exist: " + guard.consequence(), InstallationNames.REAPPLY);
    }

    private Finding weakened(Guard guard, String subject, String setting) {
        return warning(subject, setting + ": " + guard.consequence(), InstallationNames.REAPPLY);
    }
}
