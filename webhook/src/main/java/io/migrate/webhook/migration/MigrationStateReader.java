package io.migrate.webhook.migration;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.migrate.webhook.record.InjectionMarkers;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads the state of a Pod's migrations from the statuses of its init containers.
record MigrationStateReader(Pod pod, PodStartup startup) {
    /// A Pod's volumes and network are usually ready within this time.
    private static final Duration PREPARATION = Duration.ofMinutes(1);

    /// The default startup probe gives up after half a minute.
    private static final Duration SIDECAR = Duration.ofMinutes(2);

    private static final int LONGEST_IMAGE = 253;
    private static final int LONGEST_SOURCE = 300;

    /// Returns the ended runs of a container, oldest first.
    List<EndedRun> endedRuns(Container container) {
        return startup.initStatus(container.getName()).map(ContainerRuns::ended).orElse(List.of());
    }

    /// Returns the state of the migration under a policy. What a status said before the Pod started
    /// over does not count.
    ///
    /// @param migrator the name of the migrator container
    MigrationState state(String policy, Container migrator) {
        Optional<ContainerStatus> status = startup.initStatus(migrator.getName());
        return status.flatMap(MigrationStateReader::running)
                .or(() ->
                        startup.isOutdated(migrator.getName())
                                ? Optional.empty()
                                : current(status, migrator))
                .or(() -> blockedByCopy(policy))
                .orElseGet(() ->
                        new MigrationState.Waiting(
                                preparation(policy).or(() -> sidecar(migrator))));
    }

    /// Returns empty before the first run, and if the Pod starts over.
    private Optional<MigrationState> current(Optional<ContainerStatus> status, Container migrator) {
        boolean isMigrated =
                startup.isApplicationRunning()
                        || (startup.isApplicationStarted()
                                && status.filter(PodStartup::hasRun).isEmpty());
        return isMigrated
                ? Optional.of(new MigrationState.Migrated())
                : status.flatMap(each -> ended(each, migrator));
    }

    private static Optional<MigrationState> running(ContainerStatus status) {
        return Optional.ofNullable(status.getState())
                .map(ContainerState::getRunning)
                .map(each ->
                        new MigrationState.Running(
                                EndedRun.instant(each.getStartedAt()).orElse(Instant.EPOCH)));
    }

    private static Optional<MigrationState> ended(ContainerStatus status, Container migrator) {
        return new WaitingReasonParser(migrator.getName(), migrator.getImage())
                .parse(status)
                .<MigrationState>map(MigrationState.Blocked::new)
                .or(() ->
                        ContainerRuns.newest(status).flatMap(end -> ended(end, status.getState())));
    }

    private static Optional<MigrationState> ended(
            ContainerStateTerminated end, ContainerState now) {
        if (!Integer.valueOf(0).equals(end.getExitCode())) {
            return Optional.of(new MigrationState.Failed());
        }
        return now == null || now.getTerminated() == null
                ? Optional.empty()
                : Optional.of(new MigrationState.Migrated());
    }

    /// Looks at the init containers that copy the migrations before the migrator starts.
    private Optional<MigrationState> blockedByCopy(String policy) {
        return pod.getSpec().getInitContainers().stream()
                .filter(each -> InjectionMarkers.isHelperOf(each.getName(), policy))
                .flatMap(each ->
                        startup
                                .initStatus(each.getName())
                                .flatMap(copy -> copyFailure(copy, each))
                                .stream())
                .findFirst()
                .map(MigrationState.Blocked::new);
    }

    private static Optional<WaitingReason> copyFailure(
            ContainerStatus status, Container container) {
        return new WaitingReasonParser(container.getName(), container.getImage())
                .parse(status)
                .or(() ->
                        ContainerRuns.ended(status).stream()
                                .reduce((_, newer) -> newer)
                                .filter(end -> end.exitCode() != 0)
                                .map(end ->
                                        new WaitingReason.CopyFailed(
                                                SingleLine.of(container.getImage(), LONGEST_IMAGE),
                                                end.exitCode(),
                                                text(end.message()))));
    }

    private static String text(TerminationMessage message) {
        return switch (message) {
            case TerminationMessage.Text(var line) -> line.replaceFirst("\\.$", "");
            case TerminationMessage.Report _, TerminationMessage.Nothing _ -> "";
        };
    }

    /// Returns empty unless the Node itself reports that it is still preparing.
    private Optional<MigrationState.Delay> preparation(String policy) {
        return startup.since()
                .filter(_ -> startup.isUnprepared())
                .map(since ->
                        new MigrationState.Delay(
                                since,
                                PREPARATION,
                                new WaitingReason.NotPrepared(volumeSources(policy))));
    }

    /// Returns the first native sidecar before the migrator that kubelet waits for.
    private Optional<MigrationState.Delay> sidecar(Container migrator) {
        return pod.getSpec().getInitContainers().stream()
                .takeWhile(each -> !each.getName().equals(migrator.getName()))
                .filter(PodStartup::isSidecar)
                .flatMap(each -> startup.initStatus(each.getName()).stream())
                .filter(each -> Boolean.FALSE.equals(each.getStarted()))
                .findFirst()
                .flatMap(each ->
                        startingSince(each)
                                .map(since ->
                                        new MigrationState.Delay(
                                                since,
                                                SIDECAR,
                                                new WaitingReason.SidecarNotStarted(
                                                        each.getName()))));
    }

    /// Kubelet restarts a sidecar whose startup probe fails.
    private Optional<Instant> startingSince(ContainerStatus sidecar) {
        if (Optional.ofNullable(sidecar.getRestartCount()).orElse(0) > 0) {
            return startup.since();
        }
        return Optional.ofNullable(sidecar.getState())
                .map(ContainerState::getRunning)
                .flatMap(each -> EndedRun.instant(each.getStartedAt()));
    }

    private List<String> volumeSources(String policy) {
        return pod.getSpec().getVolumes().stream()
                .filter(each -> InjectionMarkers.isVolumeOf(each.getName(), policy))
                .flatMap(MigrationStateReader::source)
                .map(each -> SingleLine.of(each, LONGEST_SOURCE))
                .toList();
    }

    private static Stream<String> source(Volume volume) {
        if (volume.getConfigMap() != null) {
            return Stream.of("ConfigMap " + volume.getConfigMap().getName());
        }
        if (volume.getSecret() != null) {
            return Stream.of("Secret " + volume.getSecret().getSecretName());
        }
        return volume.getPersistentVolumeClaim() != null
                ? Stream.of(
                        "PersistentVolumeClaim " + volume.getPersistentVolumeClaim().getClaimName())
                : Stream.empty();
    }
}
