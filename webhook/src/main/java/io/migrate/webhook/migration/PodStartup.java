package io.migrate.webhook.migration;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateRunning;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// How far kubelet is with starting a Pod: before, in, or after its init containers.
///
/// A Pod that loses its sandbox, for example because its Node restarts, starts over. Until an init
/// container runs again, its status is still that of its run before, complete with `ready: true`.
record PodStartup(Pod pod, PodStatus status) {
    private static final String PREPARED = "PodReadyToStartContainers";

    /// The reasons of containers whose turn has not come. With any other reason, kubelet has tried
    /// to start the container.
    private static final Set<String> NOT_YET =
            Set.of("", "PodInitializing", "ContainerCreating", ContainerRuns.RESTARTING_ALL);

    private static final Set<String> FINISHED = Set.of("Succeeded", "Failed");

    Optional<ContainerStatus> initStatus(String container) {
        return statuses(status.getInitContainerStatuses())
                .filter(each -> container.equals(each.getName()))
                .findFirst();
    }

    private static Stream<ContainerStatus> statuses(List<ContainerStatus> statuses) {
        return Optional.ofNullable(statuses).orElse(List.of()).stream();
    }

    /// Returns whether the status of an init container is of a time before the Pod started over.
    ///
    /// @param container its name
    boolean isOutdated(String container) {
        if (isFinished() || isApplicationRunning()) {
            return false;
        }
        Optional<Instant> ended =
                initStatus(container)
                        .flatMap(ContainerRuns::newest)
                        .flatMap(each -> EndedRun.instant(each.getFinishedAt()));
        return isUnprepared()
                || isAbandoned(ended)
                || before(container)
                        .anyMatch(each ->
                                initStatus(each.getName())
                                        .filter(before ->
                                                isSidecar(each)
                                                        ? isStartingAgain(before, ended)
                                                        : isIncomplete(before))
                                        .isPresent());
    }

    /// Returns whether the application and an init container ended before the sandbox was ready.
    private boolean isAbandoned(Optional<Instant> initEnded) {
        Optional<Instant> ready =
                prepared().flatMap(each -> EndedRun.instant(each.getLastTransitionTime()));
        List<Instant> ends =
                statuses(status.getContainerStatuses())
                        .flatMap(each -> ContainerRuns.newest(each).stream())
                        .flatMap(each -> EndedRun.instant(each.getFinishedAt()).stream())
                        .toList();
        return !isApplicationStarted()
                && !ends.isEmpty()
                && Stream.concat(initEnded.stream(), ends.stream())
                        .allMatch(each -> ready.filter(each::isBefore).isPresent());
    }

    private Stream<Container> before(String container) {
        return pod.getSpec().getInitContainers().stream()
                .takeWhile(each -> !each.getName().equals(container));
    }

    static boolean isSidecar(Container container) {
        return "Always".equals(container.getRestartPolicy());
    }

    private boolean isIncomplete(ContainerStatus init) {
        Optional<Integer> exitCode =
                Optional.ofNullable(init.getState())
                        .map(ContainerState::getTerminated)
                        .map(ContainerStateTerminated::getExitCode);
        return exitCode.filter(each -> each == 0).isEmpty()
                && (hasRun(init) || !isApplicationStarted());
    }

    /// Returns whether a status shows a run, or why there is none.
    static boolean hasRun(ContainerStatus status) {
        return (status.getState() != null && !isNotYet(status.getState()))
                || ContainerRuns.newest(status).isPresent();
    }

    /// A sidecar may also crash and start again long after the init containers, while the
    /// application crashes too.
    private boolean isStartingAgain(ContainerStatus sidecar, Optional<Instant> since) {
        return !isApplicationStarted()
                && !Boolean.TRUE.equals(sidecar.getStarted())
                && newestStart(sidecar)
                        .filter(start -> since.filter(start::isAfter).isPresent())
                        .isPresent();
    }

    private static Optional<Instant> newestStart(ContainerStatus status) {
        Optional<Instant> running =
                Optional.ofNullable(status.getState())
                        .map(ContainerState::getRunning)
                        .map(ContainerStateRunning::getStartedAt)
                        .flatMap(EndedRun::instant);
        return running.or(() ->
                ContainerRuns.newest(status)
                        .flatMap(each -> EndedRun.instant(each.getStartedAt())));
    }

    private boolean isFinished() {
        return pod.getMetadata().getDeletionTimestamp() != null
                || FINISHED.contains(Objects.requireNonNullElse(status.getPhase(), ""));
    }

    boolean isApplicationRunning() {
        return statuses(status.getContainerStatuses())
                .map(ContainerStatus::getState)
                .anyMatch(each -> each != null && each.getRunning() != null);
    }

    /// Returns whether kubelet has started an application container, or tried to, which it does
    /// only after all init containers. Their statuses may be lost by then: once they are deleted
    /// from the Node, kubelet knows them from the API server alone.
    boolean isApplicationStarted() {
        return isApplicationRunning()
                || "Succeeded".equals(status.getPhase())
                || statuses(status.getContainerStatuses())
                        .map(ContainerStatus::getState)
                        .anyMatch(each ->
                                each != null && each.getWaiting() != null && !isNotYet(each));
    }

    private static boolean isNotYet(ContainerState state) {
        return state.getRunning() == null
                && state.getTerminated() == null
                && (state.getWaiting() == null
                        || NOT_YET.contains(
                                Objects.requireNonNullElse(state.getWaiting().getReason(), "")));
    }

    private Optional<PodCondition> prepared() {
        return Optional.ofNullable(status.getConditions()).orElse(List.of()).stream()
                .filter(each -> PREPARED.equals(each.getType()))
                .findFirst();
    }

    /// Returns whether the Node reports that volumes and network are not ready.
    boolean isUnprepared() {
        return prepared().filter(each -> "False".equals(each.getStatus())).isPresent();
    }

    /// Returns when the Node accepted the Pod or, if that was later, when the Pod lost its sandbox
    /// or got a new one; empty before.
    Optional<Instant> since() {
        return EndedRun.instant(status.getStartTime())
                .map(start ->
                        prepared()
                                .flatMap(each -> EndedRun.instant(each.getLastTransitionTime()))
                                .filter(start::isBefore)
                                .orElse(start));
    }
}
