package io.migrate.webhook.doctor;

import java.util.ArrayList;
import java.util.List;

/// Whether the API server asks us, and what it does when we do not answer.
final class ConfigurationsCheck {
    private static final String MUTATING = "MutatingWebhookConfiguration/" + Parts.MUTATING;
    private static final String VALIDATING = "ValidatingWebhookConfiguration/" + Parts.VALIDATING;

    private final Parts parts;

    ConfigurationsCheck(Parts parts) {
        this.parts = parts;
    }

    /// Of the one for Pods.
    List<Finding> pods(Seen<List<Hook>> seen) {
        return switch (seen) {
            case Seen.Absent<List<Hook>> _ ->
                    List.of(
                            Finding.error(
                                    Check.CONFIGURATIONS,
                                    MUTATING,
                                    "does not exist: annotated Pods start without their migration",
                                    Parts.INSTALL));
            case Seen.Withheld<List<Hook>>(var why) ->
                    List.of(Finding.unknown(Check.CONFIGURATIONS, MUTATING, why));
            case Seen.Found<List<Hook>>(var hooks) -> pods(hooks);
        };
    }

    private List<Finding> pods(List<Hook> hooks) {
        if (hooks.isEmpty()) {
            return List.of(
                    Finding.error(
                            Check.CONFIGURATIONS,
                            MUTATING,
                            "has no webhooks: annotated Pods start without their migration",
                            Parts.APPLY_AGAIN));
        }
        var findings = new ArrayList<Finding>();
        for (Hook hook : hooks) {
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
    List<Finding> workloads(Seen<List<Hook>> seen) {
        return switch (seen) {
            case Seen.Absent<List<Hook>> _ ->
                    List.of(
                            Finding.warning(
                                    Check.CONFIGURATIONS,
                                    VALIDATING,
                                    "does not exist: mistakes are told of Pods only, not at kubectl"
                                            + " apply",
                                    Parts.APPLY_AGAIN));
            case Seen.Withheld<List<Hook>>(var why) ->
                    List.of(Finding.unknown(Check.CONFIGURATIONS, VALIDATING, why));
            case Seen.Found<List<Hook>>(var hooks) -> {
                var findings = new ArrayList<Finding>();
                for (Hook hook : hooks) {
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

    private List<Finding> calls(Hook hook) {
        String service = parts.namespace() + "/" + Parts.WEBHOOK;
        return hook.isService() && !hook.target().equals(service)
                ? List.of(
                        Finding.error(
                                Check.CONFIGURATIONS,
                                hook.configuration(),
                                hook.name()
                                        + " calls Service "
                                        + hook.target()
                                        + ", which is not "
                                        + service,
                                "Name the right --namespace. " + Parts.APPLY_AGAIN))
                : List.of();
    }

    private static Finding weakened(Hook hook, String what) {
        return Finding.warning(
                Check.CONFIGURATIONS,
                hook.configuration(),
                "of " + hook.name() + " " + what,
                Parts.APPLY_AGAIN);
    }

    private static Finding asItShouldBe(String subject) {
        return Finding.ok(Check.CONFIGURATIONS, subject, "is as it should be");
    }
}
