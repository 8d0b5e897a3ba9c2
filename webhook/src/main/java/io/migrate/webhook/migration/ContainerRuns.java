package io.migrate.webhook.migration;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The runs of a container that its status still tells of: kubelet keeps two.
///
/// A container that was restarted n times has its run n in `state`. While kubelet waits before the
/// next one, that run has moved to `lastState`; once the next one is there, the one before it is.
final class ContainerRuns {
    private ContainerRuns() {}

    /// Those that are over and were real, the older one first.
    static List<EndedRun> over(ContainerStatus status) {
        int restarts = restarts(status);
        Optional<ContainerStateTerminated> now = terminated(status.getState());
        Optional<ContainerStateTerminated> before = terminated(status.getLastState());
        int last = isWaiting(status) ? restarts : restarts - 1;
        return Stream.concat(
                        before
                                .filter(each -> !EndedRun.isStart(each) && last >= 0)
                                .map(each -> EndedRun.of(last, each))
                                .stream(),
                        now
                                .filter(each -> !EndedRun.isStart(each))
                                .map(each -> EndedRun.of(restarts, each))
                                .stream())
                .toList();
    }

    /// The end that counts: that of the newest run, unless another is going on.
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
        return Optional.ofNullable(state).map(ContainerState::getTerminated);
    }
}
