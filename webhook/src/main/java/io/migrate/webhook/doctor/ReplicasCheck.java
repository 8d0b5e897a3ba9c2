package io.migrate.webhook.doctor;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Whether what we installed runs.
///
/// @param name the Deployment
/// @param none what it means that none runs
/// @param severity how bad that is
record ReplicasCheck(InstallationNames parts, String name, String none, Severity severity) {
    static ReplicasCheck ofWebhook(InstallationNames parts) {
        return new ReplicasCheck(
                parts, InstallationNames.WEBHOOK, "annotated Pods are refused", Severity.ERROR);
    }

    static ReplicasCheck ofObserver(InstallationNames parts) {
        return new ReplicasCheck(
                parts,
                InstallationNames.OBSERVER,
                "the status of policies is not kept",
                Severity.WARNING);
    }

    /// @param pods of the namespace
    /// @param events of the namespace
    Finding of(Lookup<Deployment> seen, List<Pod> pods, List<Event> events) {
        String subject = "Deployment/" + parts.namespace() + "/" + name;
        return switch (seen) {
            case Lookup.NotFound<Deployment> _ ->
                    new Finding(
                            severity,
                            CheckName.REPLICAS,
                            subject,
                            "does not exist: " + none,
                            InstallationNames.INSTALL);
            case Lookup.Forbidden<Deployment>(var why) ->
                    Finding.unknown(CheckName.REPLICAS, subject, why);
            case Lookup.Found<Deployment>(var deployment) ->
                    of(deployment, subject, reasons(deployment, pods, events));
        };
    }

    private Finding of(Deployment deployment, String subject, List<String> reasons) {
        int wanted = Optional.ofNullable(deployment.getSpec().getReplicas()).orElse(1);
        int ready =
                Optional.ofNullable(deployment.getStatus())
                        .map(status -> status.getReadyReplicas())
                        .orElse(0);
        String count = "%d of %d replicas are ready".formatted(ready, wanted);
        if (ready >= wanted && wanted > 0) {
            return Finding.ok(CheckName.REPLICAS, subject, count);
        }
        String what = reasons.isEmpty() ? count : count + "; " + String.join("; ", reasons);
        return new Finding(
                ready == 0 ? severity : Severity.WARNING,
                CheckName.REPLICAS,
                subject,
                ready == 0 ? what + ": " + none : what,
                wanted == 0
                        ? "Scale it up: " + parts.kubectl("scale --replicas=2 deployment/" + name)
                        : "See more: "
                                + parts.kubectl("describe pods")
                                + "; "
                                + parts.kubectl("logs deployment/" + name));
    }

    private List<String> reasons(Deployment deployment, List<Pod> pods, List<Event> events) {
        var selector = deployment.getSpec().getSelector().getMatchLabels();
        var reasons = new ArrayList<String>();
        pods.stream()
                .filter(each ->
                        each.getMetadata().getLabels() != null
                                && each.getMetadata()
                                        .getLabels()
                                        .entrySet()
                                        .containsAll(selector.entrySet()))
                .flatMap(each -> reason(each, events).stream())
                .distinct()
                .forEach(reasons::add);
        if (reasons.isEmpty() && deployment.getStatus() != null) {
            deployment.getStatus().getConditions().stream()
                    .filter(each -> each.getType().equals("ReplicaFailure"))
                    .filter(each -> each.getStatus().equals("True"))
                    .map(each -> each.getMessage())
                    .forEach(reasons::add);
        }
        return reasons;
    }

    /// Why a Pod does not run: what kubelet says, else the newest warning about it.
    private static Optional<String> reason(Pod pod, List<Event> events) {
        return waiting(pod)
                .or(() ->
                        events.stream()
                                .filter(each -> "Warning".equals(each.getType()))
                                .filter(each ->
                                        pod.getMetadata()
                                                .getName()
                                                .equals(each.getInvolvedObject().getName()))
                                .filter(_ -> !isReady(pod))
                                .max(
                                        Comparator.comparing(
                                                each -> String.valueOf(each.getLastTimestamp())))
                                .map(each -> each.getReason() + ": " + each.getMessage()));
    }

    private static boolean isReady(Pod pod) {
        return pod.getStatus() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(each ->
                                each.getType().equals("Ready") && each.getStatus().equals("True"));
    }

    private static Optional<String> waiting(Pod pod) {
        Stream<ContainerStatus> containers =
                pod.getStatus() == null
                        ? Stream.of()
                        : pod.getStatus().getContainerStatuses().stream();
        return containers
                .map(each -> each.getState())
                .filter(each -> each != null && each.getWaiting() != null)
                .map(each -> each.getWaiting())
                .map(each ->
                        each.getMessage() == null
                                ? each.getReason()
                                : each.getReason() + ": " + each.getMessage())
                .findFirst();
    }
}
