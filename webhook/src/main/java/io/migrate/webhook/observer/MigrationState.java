package io.migrate.webhook.observer;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;

import java.util.Optional;

/// What became of a Pod's migration under one policy.
enum MigrationState {
    /// It has not begun.
    WAITING,
    RUNNING,
    MIGRATED,
    /// The last attempt failed; kubelet tries again unless the Pod says otherwise.
    FAILED;

    /// As kubelet tells it of the container that migrates.
    ///
    /// @param status empty if kubelet has not looked at it yet
    static MigrationState of(Optional<ContainerStatus> status) {
        if (status.isEmpty() || status.get().getState() == null) {
            return WAITING;
        }
        var state = status.get().getState();
        if (state.getTerminated() != null) {
            return succeeded(state.getTerminated()) ? MIGRATED : FAILED;
        }
        if (state.getRunning() != null) {
            return RUNNING;
        }
        var last = status.get().getLastState();
        boolean failedBefore =
                last != null && last.getTerminated() != null && !succeeded(last.getTerminated());
        return failedBefore ? FAILED : WAITING;
    }

    private static boolean succeeded(ContainerStateTerminated terminated) {
        return terminated.getExitCode() != null && terminated.getExitCode() == 0;
    }
}
