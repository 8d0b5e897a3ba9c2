package io.migrate.webhook.migration;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Volume;
import io.migrate.webhook.record.InjectionMarkers;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads the state of a Pod's migrations from the statuses of its init containers.
record MigrationStateReader(Pod pod, PodStatus status) {
    private static final String PREPARED = "PodReadyToStartContainers";

    /// A Pod's volumes and network are usually ready within this time.
    private static final Duration PREPARATION = Duration.ofMinutes(1);

    /// The default startup probe gives up after half a minute.
    private static final Duration SIDECAR = Duration.ofMinutes(2);

    private static final int LONGEST_IMAGE = 253;
    private static final int LONGEST_SOURCE = 300;

    /// Returns the ended runs of a container, oldest first.
    List<EndedRun> endedRuns(Container container) {
        return status(container.getName()).map(ContainerRuns::ended).orElse(List.of());
    }

    /// Returns the state of the migration under a policy.
    ///
    /// @param migrator the name of the migrator container
    MigrationState state(String policy, Container migrator) {
        return status(migrator.getName())
                .flatMap(each -> started(each, migrator))
                .or(() -> blockedByCopy(policy))
                .orElseGet(() ->
                        new MigrationState.Waiting(
                                preparation(policy).or(() -> sidecar(migrator))));
    }

    private Optional<ContainerStatus> status(String container) {
        return Optional.ofNullable(status.getInitContainerStatuses()).orElse(List.of()).stream()
                .filter(each -> container.equals(each.getName()))
                .findFirst();
    }

    /// Returns empty before the first run, and if the Pod starts over because its sandbox was lost.
    private static Optional<MigrationState> started(ContainerStatus status, Container migrator) {
        ContainerState now = Optional.ofNullable(status.getState()).orElseGet(ContainerState::new);
        if (now.getRunning() != null) {
            return Optional.of(
                    new MigrationState.Running(
                            EndedRun.instant(now.getRunning().getStartedAt())
                                    .orElse(Instant.EPOCH)));
        }
        return new WaitingReasonParser(migrator.getName(), migrator.getImage())
                .parse(status)
                .<MigrationState>map(MigrationState.Blocked::new)
                .or(() -> ContainerRuns.newest(status).flatMap(end -> ended(end, now)));
    }

    private static Optional<MigrationState> ended(
            ContainerStateTerminated end, ContainerState now) {
        if (!Integer.valueOf(0).equals(end.getExitCode())) {
            return Optional.of(new MigrationState.Failed());
        }
        return now.getTerminated() == null
                ? Optional.empty()
                : Optional.of(new MigrationState.Migrated());
    }

    /// Looks at the init containers that copy the migrations before the migrator starts.
    private Optional<MigrationState> blockedByCopy(String policy) {
        return pod.getSpec().getInitContainers().stream()
                .filter(each -> InjectionMarkers.isHelperOf(each.getName(), policy))
                .flatMap(each ->
                        status(each.getName()).flatMap(copy -> copyFailure(copy, each)).stream())
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
        boolean isPreparing =
                Optional.ofNullable(status.getConditions()).orElse(List.of()).stream()
                        .anyMatch(each ->
                                PREPARED.equals(each.getType())
                                        && "False".equals(each.getStatus()));
        return EndedRun.instant(status.getStartTime())
                .filter(_ -> isPreparing)
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
                .filter(each -> "Always".equals(each.getRestartPolicy()))
                .flatMap(each -> status(each.getName()).stream())
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
            return EndedRun.instant(status.getStartTime());
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
