package io.migrate.webhook.migration;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The runs of a container that its status still shows. kubelet keeps two.
///
/// The status of a container that was restarted n times has run n in `state`. While kubelet waits
/// before the next run, run n moves to `lastState`; once the next run starts, `lastState` holds the
/// run before it.
final class ContainerRuns {
    /// kubelet's reason for a container that it removed because another container of the Pod asked,
    /// with `restartPolicyRules`, to restart all containers. It replaces how the run ended.
    static final String RESTARTING_ALL = "RestartingAllContainers";

    private ContainerRuns() {}

    /// Returns the runs that have ended, oldest first, without failures to start.
    static List<EndedRun> ended(ContainerStatus status) {
        int restarts = restarts(status);
        Optional<ContainerStateTerminated> current = terminated(status.getState());
        Optional<ContainerStateTerminated> previous = terminated(status.getLastState());
        int previousAttempt = isWaiting(status) ? restarts : restarts - 1;
        return Stream.concat(
                        previous
                                .filter(ContainerRuns::isRun)
                                .filter(_ -> previousAttempt >= 0)
                                .map(each -> EndedRun.of(previousAttempt, each))
                                .stream(),
                        current
                                .filter(ContainerRuns::isRun)
                                .map(each -> EndedRun.of(restarts, each))
                                .stream())
                .toList();
    }

    /// Returns how the newest run ended; empty while a run is in progress.
    static Optional<ContainerStateTerminated> newest(ContainerStatus status) {
        return isWaiting(status)
                ? terminated(status.getLastState())
                : terminated(status.getState());
    }

    private static int restarts(ContainerStatus status) {
        return status.getRestartCount() == null ? 0 : Math.max(0, status.getRestartCount());
    }

    private static boolean isWaiting(ContainerStatus status) {
        ContainerState state = status.getState();
        return state == null || (state.getTerminated() == null && state.getRunning() == null);
    }

    private static Optional<ContainerStateTerminated> terminated(ContainerState state) {
        return Optional.ofNullable(state)
                .map(ContainerState::getTerminated)
                .filter(each -> !RESTARTING_ALL.equals(each.getReason()));
    }

    /// kubelet also reports a failed start as a termination, and infers from a running application
    /// that an init container which it does not find was successful, at no time.
    private static boolean isRun(ContainerStateTerminated end) {
        boolean isInferred =
                Integer.valueOf(0).equals(end.getExitCode()) && end.getFinishedAt() == null;
        return !isInferred && !EndedRun.isStartFailure(end);
    }
}
