package io.migrate.webhook.migration;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Volume;
import io.migrate.webhook.pod.Exclusion;
import io.migrate.webhook.record.InjectionMarkers;
import io.migrate.webhook.settings.Field;
import io.migrate.webhook.settings.RunFields;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Reduces a Pod to what is kept of it.
final class PodReader {
    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");
    private static final String PREPARED = "PodReadyToStartContainers";

    private final Pod pod;
    private final PodStatus status;
    private final Map<String, String> labels;

    PodReader(Pod pod) {
        this.pod = pod;
        this.status = Optional.ofNullable(pod.getStatus()).orElseGet(PodStatus::new);
        this.labels = Optional.ofNullable(pod.getMetadata().getLabels()).orElse(Map.of());
    }

    PodMigrations read() {
        var metadata = pod.getMetadata();
        return new PodMigrations(
                metadata.getNamespace(),
                metadata.getName(),
                metadata.getUid(),
                Owner.ofController(pod),
                Stream.of("pod-template-hash", "controller-revision-hash")
                        .map(labels::get)
                        .filter(each -> each != null)
                        .findFirst()
                        .orElse(""),
                EndedRun.instant(status.getStartTime()),
                ENDED.contains(Optional.ofNullable(status.getPhase()).orElse(""))
                        || metadata.getDeletionTimestamp() != null,
                migrations());
    }

    private List<Migration> migrations() {
        List<String> policies =
                Exclusion.isOptedOut(labels)
                        ? List.of()
                        : InjectionMarkers.policies(
                                Optional.ofNullable(pod.getMetadata().getAnnotations())
                                        .orElse(Map.of()));
        var migrations = new ArrayList<Migration>();
        Duration patience = Duration.ZERO;
        for (Container each : pod.getSpec().getInitContainers()) {
            Optional<String> policy =
                    InjectionMarkers.policyOf(each.getName()).filter(policies::contains);
            if (policy.isPresent()) {
                patience =
                        patience.plus(timeout(each, RunFields.CONNECT_TIMEOUT))
                                .plus(timeout(each, RunFields.TIMEOUT));
                migrations.add(
                        new Migration(
                                policy.get(),
                                each.getName(),
                                patience,
                                state(policy.get(), each),
                                status(each.getName()).map(ContainerRuns::over).orElse(List.of())));
            }
        }
        return migrations;
    }

    private static Duration timeout(Container container, Field<Duration> field) {
        return container.getEnv().stream()
                .filter(each -> field.env().equals(Optional.of(each.getName())))
                .findFirst()
                .flatMap(each -> Optional.ofNullable(each.getValue()))
                .flatMap(field.type().parse())
                .orElseGet(() -> field.builtIn().orElseThrow());
    }

    private Optional<ContainerStatus> status(String container) {
        return Optional.ofNullable(status.getInitContainerStatuses()).orElse(List.of()).stream()
                .filter(each -> container.equals(each.getName()))
                .findFirst();
    }

    private MigrationState state(String policy, Container migrator) {
        return status(migrator.getName())
                .flatMap(each -> begun(each, migrator))
                .or(() -> helpers(policy))
                .orElseGet(() -> new MigrationState.Waiting(preparing(), needs(policy)));
    }

    /// Empty while it has not, or if it has to begin anew: a Pod whose sandbox was lost does.
    private static Optional<MigrationState> begun(ContainerStatus status, Container migrator) {
        ContainerState now = Optional.ofNullable(status.getState()).orElseGet(ContainerState::new);
        if (now.getRunning() != null) {
            return Optional.of(
                    new MigrationState.Running(
                            EndedRun.instant(now.getRunning().getStartedAt())
                                    .orElse(Instant.EPOCH)));
        }
        return new WaitingReasonParser(migrator.getName(), migrator.getImage())
                .in(status)
                .<MigrationState>map(MigrationState.Blocked::new)
                .or(() -> ContainerRuns.newest(status).flatMap(end -> after(end, now)));
    }

    private static Optional<MigrationState> after(
            ContainerStateTerminated end, ContainerState now) {
        if (!Integer.valueOf(0).equals(end.getExitCode())) {
            return Optional.of(new MigrationState.Failed());
        }
        return now.getTerminated() == null
                ? Optional.empty()
                : Optional.of(new MigrationState.Migrated());
    }

    /// Those that bring the migrations before the migrator begins.
    private Optional<MigrationState> helpers(String policy) {
        return pod.getSpec().getInitContainers().stream()
                .filter(each -> InjectionMarkers.isHelperOf(each.getName(), policy))
                .flatMap(each ->
                        status(each.getName())
                                .flatMap(itsStatus -> helper(itsStatus, each))
                                .stream())
                .findFirst()
                .map(MigrationState.Blocked::new);
    }

    private static Optional<WaitingReason> helper(ContainerStatus status, Container container) {
        return new WaitingReasonParser(container.getName(), container.getImage())
                .in(status)
                .or(() ->
                        ContainerRuns.over(status).stream()
                                .reduce((_, newer) -> newer)
                                .filter(end -> end.exitCode() != 0)
                                .map(end ->
                                        new WaitingReason.CopyFailed(
                                                SingleLine.of(container.getImage(), 253),
                                                end.exitCode(),
                                                text(end.said()))));
    }

    private static String text(TerminationMessage said) {
        return switch (said) {
            case TerminationMessage.Text(var line) -> line.replaceFirst("\\.$", "");
            case TerminationMessage.Report _, TerminationMessage.Nothing _ -> "";
        };
    }

    /// Only while the Node says itself that it is not done.
    private Optional<Instant> preparing() {
        boolean prepares =
                Optional.ofNullable(status.getConditions()).orElse(List.of()).stream()
                        .anyMatch(each ->
                                PREPARED.equals(each.getType())
                                        && "False".equals(each.getStatus()));
        return prepares ? EndedRun.instant(status.getStartTime()) : Optional.empty();
    }

    private List<String> needs(String policy) {
        return pod.getSpec().getVolumes().stream()
                .filter(each -> InjectionMarkers.isVolumeOf(each.getName(), policy))
                .flatMap(PodReader::source)
                .map(each -> SingleLine.of(each, 300))
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
