package io.migrate.webhook.doctor;

import io.fabric8.kubernetes.api.model.Pod;
import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.policy.PolicyState;
import io.migrate.webhook.tls.WebhookConfigurationNames;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Checks that an annotated Pod is admitted with its migration. No other check covers the whole
/// path from the API server to the webhook.
final class CanaryCheck implements Check {
    private static final Pattern FAILED =
            Pattern.compile("failed calling webhook \"([^\"]*)\": (.*)", Pattern.DOTALL);
    private static final Pattern DENIED =
            Pattern.compile(
                    "admission webhook \"([^\"]*)\" denied the request: (.*)", Pattern.DOTALL);

    /// The suffix of the names of this project's webhooks.
    private static final String OWN = ".migrate.io";

    @Override
    public String name() {
        return "canary";
    }

    @Override
    public String verifies() {
        return "an annotated Pod, created as a dry run under the namespace's policy, gets its"
                + " migration. Only this check covers the whole path from the API server to the"
                + " webhook: firewalls, certificates, other webhooks";
    }

    @Override
    public List<Finding> run(Cluster cluster) {
        return switch (cluster.policies()) {
            case Lookup.Forbidden<StoredPolicies> _ -> List.of(); // the policies check reports it
            case Lookup.NotFound<StoredPolicies> _ ->
                    List.of(
                            check(
                                    cluster,
                                    StoredPolicies.of(List.of(), cluster.settings().builtIn())));
            case Lookup.Found<StoredPolicies>(var stored) -> List.of(check(cluster, stored));
        };
    }

    private Finding check(Cluster cluster, StoredPolicies stored) {
        String namespace = cluster.settings().canary().orElseGet(() -> namespace(stored));
        Optional<EffectivePolicy> found = policy(namespace, stored.policies());
        EffectivePolicy policy = found.orElseGet(stored.policies()::underNone);
        return switch (cluster.dryRun(Canary.under(policy, namespace))) {
            case Admission.Admitted(var pod) when isInjected(pod, policy) ->
                    ok(
                            "Namespace/" + namespace,
                            "admits an annotated Pod with its migration, under "
                                    + found.map(each -> "policy " + each.name())
                                            .orElse("no policy of its own"));
            case Admission.Admitted _ -> notInjected("Namespace/" + namespace, cluster);
            case Admission.Rejected(var message) ->
                    rejected(namespace, found, message, cluster.names());
        };
    }

    private static String namespace(StoredPolicies stored) {
        return stored.objects().stream()
                .map(each -> each.at("/metadata/namespace").asText())
                .filter(each -> !each.isEmpty())
                .sorted()
                .findFirst()
                .orElse("default");
    }

    private static Optional<EffectivePolicy> policy(String namespace, Policies policies) {
        return policies.find(namespace, Policies.DEFAULT)
                .or(() ->
                        policies.names(namespace).stream()
                                .flatMap(each -> policies.find(namespace, each).stream())
                                .findFirst())
                .flatMap(PolicyState::inForce)
                .map(policies::under);
    }

    private static boolean isInjected(Pod pod, EffectivePolicy policy) {
        return pod.getSpec().getInitContainers().stream()
                .anyMatch(each -> each.getName().equals("migrate-" + policy.name()));
    }

    private Finding notInjected(String subject, Cluster cluster) {
        String message = "admits an annotated Pod without its migration";
        return switch (cluster.podWebhooks()) {
            case Lookup.NotFound<List<WebhookEntry>> _ ->
                    error(
                            subject,
                            message
                                    + ": MutatingWebhookConfiguration/"
                                    + WebhookConfigurationNames.MUTATING
                                    + " does not exist",
                            InstallationNames.INSTALL);
            case Lookup.Found<List<WebhookEntry>> _, Lookup.Forbidden<List<WebhookEntry>> _ ->
                    error(
                            subject,
                            message,
                            "Check whether the namespace has the label migrate.io/injection:"
                                    + " disabled, and what the selectors of "
                                    + WebhookConfigurationNames.MUTATING
                                    + " exclude.");
        };
    }

    private Finding rejected(
            String namespace,
            Optional<EffectivePolicy> policy,
            String message,
            InstallationNames names) {
        String subject = "Namespace/" + namespace;
        Matcher failed = FAILED.matcher(message);
        if (failed.find()) {
            return failed.group(1).endsWith(OWN)
                    ? error(
                            subject,
                            "admits no annotated Pods because the API server cannot call the"
                                    + " webhook: "
                                    + failed.group(2),
                            CallFailure.fix(failed.group(2), names))
                    : notChecked(namespace, message);
        }
        Matcher denied = DENIED.matcher(message);
        return denied.find() && denied.group(1).endsWith(OWN)
                ? warning(
                        subject,
                        "has a webhook that responds, but denies the canary Pod: "
                                + denied.group(2),
                        "If your own Pods are denied with the same message, correct %s. If not, the canary Pod differs too much from them."
                                .formatted(
                                        policy.map(each -> "policy " + each.name())
                                                .orElse("their annotations")))
                : notChecked(namespace, message);
    }

    /// What the namespace lacks for any Pod, as API servers word it.
    private Finding notChecked(String namespace, String message) {
        Finding unknown = unknown("Namespace/" + namespace, message);
        if (message.contains("service account") && message.contains("not found")) {
            return withFix(
                    unknown,
                    "Create it: kubectl -n %s create serviceaccount default, or specify another namespace with --canary."
                            .formatted(namespace));
        }
        return message.contains("namespaces \"%s\" not found".formatted(namespace))
                ? withFix(unknown, "Specify a namespace that exists with --canary.")
                : unknown;
    }

    private static Finding withFix(Finding finding, String fix) {
        return new Finding(
                finding.severity(), finding.check(), finding.subject(), finding.message(), fix);
    }
}
