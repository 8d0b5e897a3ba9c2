package io.migrate.webhook.doctor;

import java.util.ArrayList;
import java.util.List;

/// Whether the API server asks us, and what it does when we do not answer.
final class ConfigurationsCheck {
    private static final String MUTATING =
            "MutatingWebhookConfiguration/" + InstallationNames.MUTATING;
    private static final String VALIDATING =
            "ValidatingWebhookConfiguration/" + InstallationNames.VALIDATING;

    private final InstallationNames parts;

    ConfigurationsCheck(InstallationNames parts) {
        this.parts = parts;
    }

    /// Of the one for Pods.
    List<Finding> pods(Lookup<List<WebhookEntry>> seen) {
        return switch (seen) {
            case Lookup.NotFound<List<WebhookEntry>> _ ->
                    List.of(
                            Finding.error(
                                    CheckName.CONFIGURATIONS,
                                    MUTATING,
                                    "does not exist: annotated Pods start without their migration",
                                    InstallationNames.INSTALL));
            case Lookup.Forbidden<List<WebhookEntry>>(var why) ->
                    List.of(Finding.unknown(CheckName.CONFIGURATIONS, MUTATING, why));
            case Lookup.Found<List<WebhookEntry>>(var hooks) -> pods(hooks);
        };
    }

    private List<Finding> pods(List<WebhookEntry> hooks) {
        if (hooks.isEmpty()) {
            return List.of(
                    Finding.error(
                            CheckName.CONFIGURATIONS,
                            MUTATING,
                            "has no webhooks: annotated Pods start without their migration",
                            InstallationNames.APPLY_AGAIN));
        }
        var findings = new ArrayList<Finding>();
        for (WebhookEntry hook : hooks) {
            if (!"Fail".equals(hook.failurePolicy())) {
                findings.add(
                        weakened(
                                hook,
                                "failurePolicy is %s: annotated Pods start without their migration"
                                                .formatted(hook.failurePolicy())
                                        + " while the webhook is away"));
            }
            if (!"IfNeeded".equals(hook.reinvocationPolicy())) {
                findings.add(
                        weakened(
                                hook,
                                "reinvocationPolicy is %s: what a later webhook adds is not taken"
                                                .formatted(hook.reinvocationPolicy())
                                        + " into account"));
            }
            if (hook.conditions().isEmpty()) {
                findings.add(
                        weakened(
                                hook,
                                "there are no matchConditions: every Pod of the cluster depends on"
                                        + " the webhook"));
            }
            findings.addAll(calls(hook));
        }
        return findings.isEmpty() ? List.of(asItShouldBe(MUTATING)) : findings;
    }

    /// Of the one for workloads.
    List<Finding> workloads(Lookup<List<WebhookEntry>> seen) {
        return switch (seen) {
            case Lookup.NotFound<List<WebhookEntry>> _ ->
                    List.of(
                            Finding.warning(
                                    CheckName.CONFIGURATIONS,
                                    VALIDATING,
                                    "does not exist: mistakes are told of Pods only, not at kubectl"
                                            + " apply",
                                    InstallationNames.APPLY_AGAIN));
            case Lookup.Forbidden<List<WebhookEntry>>(var why) ->
                    List.of(Finding.unknown(CheckName.CONFIGURATIONS, VALIDATING, why));
            case Lookup.Found<List<WebhookEntry>>(var hooks) -> {
                var findings = new ArrayList<Finding>();
                for (WebhookEntry hook : hooks) {
                    if (!"Ignore".equals(hook.failurePolicy())) {
                        findings.add(
                                weakened(
                                        hook,
                                        "failurePolicy is %s: workloads cannot be applied while"
                                                        .formatted(hook.failurePolicy())
                                                + " the webhook is away"));
                    }
                    findings.addAll(calls(hook));
                }
                yield findings.isEmpty() ? List.of(asItShouldBe(VALIDATING)) : findings;
            }
        };
    }

    private List<Finding> calls(WebhookEntry hook) {
        String service = parts.namespace() + "/" + InstallationNames.WEBHOOK;
        return hook.isService() && !hook.target().equals(service)
                ? List.of(
                        Finding.error(
                                CheckName.CONFIGURATIONS,
                                hook.configuration(),
                                hook.name()
                                        + " calls Service "
                                        + hook.target()
                                        + ", which is not "
                                        + service,
                                "Name the right --namespace. " + InstallationNames.APPLY_AGAIN))
                : List.of();
    }

    private static Finding weakened(WebhookEntry hook, String what) {
        return Finding.warning(
                CheckName.CONFIGURATIONS,
                hook.configuration(),
                "of " + hook.name() + " " + what,
                InstallationNames.APPLY_AGAIN);
    }

    private static Finding asItShouldBe(String subject) {
        return Finding.ok(CheckName.CONFIGURATIONS, subject, "is as it should be");
    }
}
