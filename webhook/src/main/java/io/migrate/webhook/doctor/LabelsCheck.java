package io.migrate.webhook.doctor;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBindingSpec;

import java.util.List;
import java.util.Optional;

/// Checks that the API server refuses labels with the prefix `migrate.io/` where the webhook is not
/// asked.
final class LabelsCheck implements Check {
    private static final String POLICY =
            "ValidatingAdmissionPolicy/" + InstallationNames.LABEL_GUARD;
    private static final String BINDING =
            "ValidatingAdmissionPolicyBinding/" + InstallationNames.LABEL_GUARD;
    private static final String CONSEQUENCE =
            "Pods that opted out, and Pods that exist, can get migrate.io/ labels";

    @Override
    public String name() {
        return "labels";
    }

    @Override
    public String verifies() {
        return "the ValidatingAdmissionPolicy for `migrate.io/` labels and its binding exist, and"
                + " refuse Pods everywhere";
    }

    @Override
    public List<Finding> run(Cluster cluster) {
        return List.of(policy(cluster.labelPolicy()), binding(cluster.labelBinding()));
    }

    private Finding policy(Lookup<ValidatingAdmissionPolicy> lookup) {
        return switch (lookup) {
            case Lookup.NotFound<ValidatingAdmissionPolicy> _ -> missing(POLICY);
            case Lookup.Forbidden<ValidatingAdmissionPolicy>(var why) -> unknown(POLICY, why);
            case Lookup.Found<ValidatingAdmissionPolicy>(var policy) ->
                    "Fail".equals(policy.getSpec().getFailurePolicy())
                            ? ok(POLICY, "is configured correctly")
                            : weakened(
                                    POLICY,
                                    "has failurePolicy " + policy.getSpec().getFailurePolicy());
        };
    }

    private Finding binding(Lookup<ValidatingAdmissionPolicyBinding> lookup) {
        return switch (lookup) {
            case Lookup.NotFound<ValidatingAdmissionPolicyBinding> _ -> missing(BINDING);
            case Lookup.Forbidden<ValidatingAdmissionPolicyBinding>(var why) ->
                    unknown(BINDING, why);
            case Lookup.Found<ValidatingAdmissionPolicyBinding>(var binding) ->
                    weakness(binding.getSpec())
                            .map(each -> weakened(BINDING, each))
                            .orElseGet(() -> ok(BINDING, "is configured correctly"));
        };
    }

    private static Optional<String> weakness(ValidatingAdmissionPolicyBindingSpec spec) {
        if (!InstallationNames.LABEL_GUARD.equals(spec.getPolicyName())) {
            return Optional.of("is for policy " + spec.getPolicyName());
        }
        if (!spec.getValidationActions().contains("Deny")) {
            return Optional.of(
                    "has validationActions %s without Deny".formatted(spec.getValidationActions()));
        }
        return spec.getMatchResources() == null
                ? Optional.empty()
                : Optional.of("has matchResources, which exempt Pods");
    }

    private Finding missing(String subject) {
        return warning(subject, "does not exist: " + CONSEQUENCE, InstallationNames.REAPPLY);
    }

    private Finding weakened(String subject, String setting) {
        return warning(subject, setting + ": " + CONSEQUENCE, InstallationNames.REAPPLY);
    }
}
