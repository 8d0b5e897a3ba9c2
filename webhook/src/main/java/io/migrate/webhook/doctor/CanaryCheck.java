package io.migrate.webhook.doctor;

import io.fabric8.kubernetes.api.model.Pod;
import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.policy.PolicyState;
import io.migrate.webhook.tls.WebhookConfigurationNames;

import java.util.List;
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
        EffectivePolicy policy = policy(namespace, stored.policies());
        String subject = "Namespace/" + namespace;
        return switch (cluster.dryRun(Canary.under(policy, namespace))) {
            case Admission.Admitted(var pod) -> admitted(subject, policy.name(), pod);
            case Admission.Rejected(var message) ->
                    rejected(subject, policy.name(), message, cluster.names());
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

    private static EffectivePolicy policy(String namespace, Policies policies) {
        return policies.find(namespace, Policies.DEFAULT)
                .or(() ->
                        policies.names(namespace).stream()
                                .flatMap(each -> policies.find(namespace, each).stream())
                                .findFirst())
                .flatMap(PolicyState::inForce)
                .map(policies::under)
                .orElseGet(policies::underNone);
    }

    private Finding admitted(String subject, String policy, Pod pod) {
        String migrator = "migrate-" + policy;
        boolean isInjected =
                pod.getSpec().getInitContainers().stream()
                        .anyMatch(each -> each.getName().equals(migrator));
        return isInjected
                ? ok(subject, "admits an annotated Pod with its migration, under policy " + policy)
                : error(
                        subject,
                        "admits an annotated Pod without its migration",
                        "Check whether the namespace has the label migrate.io/injection: disabled,"
                                + " and what the selectors of "
                                + WebhookConfigurationNames.MUTATING
                                + " exclude.");
    }

    private Finding rejected(
            String subject, String policy, String message, InstallationNames names) {
        Matcher failed = FAILED.matcher(message);
        if (failed.find()) {
            return failed.group(1).endsWith(OWN)
                    ? error(
                            subject,
                            "admits no annotated Pods because the API server cannot call the"
                                    + " webhook: "
                                    + failed.group(2),
                            CallFailure.fix(failed.group(2), names))
                    : unknown(subject, message);
        }
        Matcher denied = DENIED.matcher(message);
        return denied.find() && denied.group(1).endsWith(OWN)
                ? warning(
                        subject,
                        "has a webhook that responds, but denies the canary Pod: "
                                + denied.group(2),
                        "If your own Pods are denied with the same message, correct policy "
                                + policy
                                + ". If not, the canary Pod differs too much from them.")
                : unknown(subject, message);
    }
}
