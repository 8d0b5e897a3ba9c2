package io.migrate.webhook.migration;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.migrate.webhook.pod.Exclusion;
import io.migrate.webhook.record.InjectionMarkers;
import io.migrate.webhook.settings.Field;
import io.migrate.webhook.settings.RunFields;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Reads the status of a Pod's migrations.
public final class PodReader {
    private static final Set<String> FINISHED = Set.of("Succeeded", "Failed");

    private final Pod pod;
    private final PodStatus status;
    private final PodStartup startup;
    private final Map<String, String> labels;

    private PodReader(Pod pod) {
        this.pod = pod;
        this.status = Optional.ofNullable(pod.getStatus()).orElseGet(PodStatus::new);
        this.startup = new PodStartup(pod, status);
        this.labels = Optional.ofNullable(pod.getMetadata().getLabels()).orElse(Map.of());
    }

    /// Reads a Pod. Its labels and annotations are only claims, but without them, or with a
    /// container that they do not mention, the webhook did not inject the Pod.
    public static PodMigrations read(Pod pod) {
        return new PodReader(pod).read();
    }

    private PodMigrations read() {
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
                startup.since(),
                !FINISHED.contains(Optional.ofNullable(status.getPhase()).orElse(""))
                        && metadata.getDeletionTimestamp() == null,
                migrations());
    }

    private List<Migration> migrations() {
        List<String> policies =
                Exclusion.isOptedOut(labels)
                        ? List.of()
                        : InjectionMarkers.policies(
                                Optional.ofNullable(pod.getMetadata().getAnnotations())
                                        .orElse(Map.of()));
        var states = new MigrationStateReader(pod, startup);
        var migrations = new ArrayList<Migration>();
        Duration timeout = Duration.ZERO;
        for (Container each : pod.getSpec().getInitContainers()) {
            Optional<String> policy =
                    InjectionMarkers.policyOf(each.getName()).filter(policies::contains);
            if (policy.isPresent()) {
                timeout =
                        timeout.plus(timeout(each, RunFields.CONNECT_TIMEOUT))
                                .plus(timeout(each, RunFields.TIMEOUT));
                migrations.add(
                        new Migration(
                                policy.get(),
                                each.getName(),
                                timeout,
                                states.state(policy.get(), each),
                                states.endedRuns(each)));
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
}
