package io.migrate.webhook.doctor;

import io.migrate.webhook.tls.WebhookConfigurationNames;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Checks that the API server calls the webhook, and what happens when it cannot.
final class ConfigurationsCheck implements Check {
    private static final String MUTATING =
            "MutatingWebhookConfiguration/" + WebhookConfigurationNames.MUTATING;
    private static final String VALIDATING =
            "ValidatingWebhookConfiguration/" + WebhookConfigurationNames.VALIDATING;

    /// Resources by API group, with those of the manifests that not every cluster has.
    private static final Map<String, List<String>> CHECKED =
            new TreeMap<>(
                    Map.of(
                            "apps",
                            List.of("deployments", "statefulsets", "daemonsets", "replicasets"),
                            "batch",
                            List.of("jobs", "cronjobs"),
                            "argoproj.io",
                            List.of("rollouts"),
                            "apps.openshift.io",
                            List.of("deploymentconfigs"),
                            "serving.knative.dev",
                            List.of("services"),
                            "keda.sh",
                            List.of("scaledjobs"),
                            "jobset.x-k8s.io",
                            List.of("jobsets"),
                            "batch.volcano.sh",
                            List.of("jobs")));

    @Override
    public String name() {
        return "configurations";
    }

    @Override
    public String verifies() {
        return "both webhook configurations exist, call the webhook's Service, and have the"
                + " `failurePolicy`, `reinvocationPolicy` and `matchConditions` of the manifests,"
                + " and a rule for each kind of workload";
    }

    @Override
    public List<Finding> run(Cluster cluster) {
        var findings = new ArrayList<>(mutating(cluster));
        findings.addAll(validating(cluster));
        return findings;
    }

    private List<Finding> mutating(Cluster cluster) {
        return switch (cluster.podWebhooks()) {
            case Lookup.NotFound<List<WebhookEntry>> _ ->
                    List.of(
                            error(
                                    MUTATING,
                                    "does not exist: annotated Pods start without their migration",
                                    InstallationNames.INSTALL));
            case Lookup.Forbidden<List<WebhookEntry>>(var why) -> List.of(unknown(MUTATING, why));
            case Lookup.Found<List<WebhookEntry>>(var webhooks) when webhooks.isEmpty() ->
                    List.of(
                            error(
                                    MUTATING,
                                    "has no webhooks: annotated Pods start without their migration",
                                    InstallationNames.REAPPLY));
            case Lookup.Found<List<WebhookEntry>>(var webhooks) -> {
                var findings = new ArrayList<Finding>();
                for (WebhookEntry each : webhooks) {
                    findings.addAll(mutating(each));
                    findings.addAll(service(each, cluster.names()));
                }
                yield findings.isEmpty() ? List.of(correct(MUTATING)) : findings;
            }
        };
    }

    private List<Finding> mutating(WebhookEntry webhook) {
        var findings = new ArrayList<Finding>();
        if (!"Fail".equals(webhook.failurePolicy())) {
            findings.add(
                    weakened(
                            webhook,
                            "failurePolicy " + webhook.failurePolicy(),
                            "annotated Pods start without their migration while the webhook is"
                                    + " unavailable"));
        }
        if (!"IfNeeded".equals(webhook.reinvocationPolicy())) {
            findings.add(
                    weakened(
                            webhook,
                            "reinvocationPolicy " + webhook.reinvocationPolicy(),
                            "changes by later webhooks are not taken into account"));
        }
        if (webhook.conditions().isEmpty()) {
            findings.add(
                    weakened(
                            webhook,
                            "no matchConditions",
                            "every Pod in the cluster depends on the webhook"));
        }
        return findings;
    }

    private List<Finding> validating(Cluster cluster) {
        return switch (cluster.workloadWebhooks()) {
            case Lookup.NotFound<List<WebhookEntry>> _ ->
                    List.of(
                            warning(
                                    VALIDATING,
                                    "does not exist: mistakes are reported when Pods are created,"
                                            + " not at kubectl apply",
                                    InstallationNames.REAPPLY));
            case Lookup.Forbidden<List<WebhookEntry>>(var why) -> List.of(unknown(VALIDATING, why));
            case Lookup.Found<List<WebhookEntry>>(var webhooks) -> {
                var findings = new ArrayList<Finding>();
                for (WebhookEntry each : webhooks) {
                    if (!"Ignore".equals(each.failurePolicy())) {
                        findings.add(
                                weakened(
                                        each,
                                        "failurePolicy " + each.failurePolicy(),
                                        "workloads cannot be applied while the webhook is"
                                                + " unavailable"));
                    }
                    findings.addAll(service(each, cluster.names()));
                }
                findings.addAll(rules(webhooks));
                yield findings.isEmpty() ? List.of(correct(VALIDATING)) : findings;
            }
        };
    }

    private List<Finding> rules(List<WebhookEntry> webhooks) {
        List<String> missing =
                CHECKED.entrySet().stream()
                        .flatMap(group ->
                                group.getValue().stream()
                                        .filter(resource ->
                                                webhooks.stream()
                                                        .noneMatch(each ->
                                                                each.selects(
                                                                        resource, group.getKey())))
                                        .map(resource -> resource + "." + group.getKey()))
                        .toList();
        return missing.isEmpty()
                ? List.of()
                : List.of(
                        warning(
                                VALIDATING,
                                "has no rule for %s: mistakes in them are reported when Pods are created, not at kubectl apply"
                                        .formatted(String.join(", ", missing)),
                                InstallationNames.REAPPLY));
    }

    private List<Finding> service(WebhookEntry webhook, InstallationNames names) {
        String expected = names.namespace() + "/" + InstallationNames.WEBHOOK;
        return webhook.isService() && !webhook.target().equals(expected)
                ? List.of(
                        error(
                                webhook.configuration(),
                                "calls Service %s for webhook %s instead of %s"
                                        .formatted(webhook.target(), webhook.name(), expected),
                                "Specify the webhook's namespace with --namespace. "
                                        + InstallationNames.REAPPLY))
                : List.of();
    }

    private Finding weakened(WebhookEntry webhook, String setting, String consequence) {
        return warning(
                webhook.configuration(),
                "has %s for webhook %s: %s".formatted(setting, webhook.name(), consequence),
                InstallationNames.REAPPLY);
    }

    private Finding correct(String subject) {
        return ok(subject, "is configured correctly");
    }
}
