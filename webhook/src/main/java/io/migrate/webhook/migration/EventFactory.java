package io.migrate.webhook.migration;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Decides which Events a Pod's migration needs: the objects they involve, their names, and how
/// often they are counted up.
public final class EventFactory {
    /// A year, which is effectively forever: an API server keeps Events for an hour.
    private static final Duration NEVER_AGAIN = Duration.ofDays(365);

    /// Repeated failures do not need an exact count.
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /// A little shorter than [MigrationEvent#REPEAT], because Events have a resolution of a second.
    private static final Duration LASTING = MigrationEvent.REPEAT.minus(MINUTE);

    /// Object names have at most 253 characters; an Event's name has 17 more than its object's.
    private static final int LONGEST_NAME = 230;

    private final PodMigrations pod;
    private final Migration migration;

    private EventFactory(PodMigrations pod, Migration migration) {
        this.pod = pod;
        this.migration = migration;
    }

    /// Returns the Events that a Pod's migration needs now, oldest first, including those that were
    /// written before.
    ///
    /// @param workload the workload that a user knows, such as the Deployment; empty if the Pod has
    ///   none. Called only if there are Events
    /// @param since events before this time are left out
    public static List<EventSpec> create(
            PodMigrations pod,
            Migration migration,
            Supplier<Optional<Owner>> workload,
            Instant since,
            Instant now) {
        List<MigrationEvent> recent =
                MigrationEvent.of(pod, migration, now).stream()
                        .filter(each -> !each.at().isBefore(since))
                        .toList();
        if (recent.isEmpty()) {
            return List.of();
        }
        Optional<Owner> owner = workload.get();
        var factory = new EventFactory(pod, migration);
        return recent.stream().flatMap(each -> factory.specs(each, owner)).toList();
    }

    /// A rollout with nothing to apply gets one Event on its workload, not one on each Pod.
    private Stream<EventSpec> specs(MigrationEvent event, Optional<Owner> workload) {
        boolean onPod = workload.isEmpty() || !isUpToDate(event);
        return Stream.concat(
                onPod ? Stream.of(onPod(event)) : Stream.empty(),
                workload.map(each -> onWorkload(event, each)).stream());
    }

    private static boolean isUpToDate(MigrationEvent event) {
        return event instanceof MigrationEvent.Succeeded(var run)
                && run.outcome() == Outcome.UP_TO_DATE;
    }

    private EventSpec onPod(MigrationEvent event) {
        return new EventSpec(
                name(pod.self(), event, distinction(event)),
                pod.namespace(),
                pod.self(),
                Optional.of(migration.container()),
                event.reason(),
                event.type(),
                new EventMessage(pod, migration).onPod(event),
                event.at(),
                interval(event),
                Optional.empty());
    }

    private EventSpec onWorkload(MigrationEvent event, Owner workload) {
        return new EventSpec(
                name(workload, event, perRollout(event, distinction(event))),
                pod.namespace(),
                workload,
                Optional.empty(),
                event.reason(),
                event.type(),
                new EventMessage(pod, migration).onWorkload(event),
                event.at(),
                event instanceof MigrationEvent.Started ? NEVER_AGAIN : interval(event),
                isUpToDate(event)
                        ? Optional.of(name(workload, event, perRollout(event, List.of("applied"))))
                        : Optional.empty());
    }

    private static Duration interval(MigrationEvent event) {
        return switch (event) {
            case MigrationEvent.Succeeded _ when isUpToDate(event) -> NEVER_AGAIN;
            case MigrationEvent.Succeeded _ -> Duration.ZERO;
            case MigrationEvent.Started _, MigrationEvent.Failed _ -> MINUTE;
            case MigrationEvent.Waiting _, MigrationEvent.Blocked _ -> LASTING;
        };
    }

    /// What distinguishes an Event from others with the same reason on the same object.
    private static List<String> distinction(MigrationEvent event) {
        return switch (event) {
            case MigrationEvent.Started _, MigrationEvent.Waiting _ -> List.of();
            case MigrationEvent.Succeeded _ -> List.of(isUpToDate(event) ? "nothing" : "applied");
            case MigrationEvent.Blocked(var reason, _) -> List.of(reason.key());
            case MigrationEvent.Failed(var run) -> distinction(run);
        };
    }

    private static List<String> distinction(EndedRun run) {
        var kind = List.of(String.valueOf(run.exitCode()), run.outcome().label());
        return switch (run.message()) {
            case TerminationMessage.Report report ->
                    Stream.concat(
                                    kind.stream(),
                                    Stream.of(
                                            report.script().orElse(""),
                                            report.line().toString(),
                                            report.sqlState().orElse("")))
                            .toList();
            case TerminationMessage.Text _, TerminationMessage.Nothing _ -> kind;
        };
    }

    /// Each rollout of a workload starts and succeeds on its own; failures are shared by all.
    private List<String> perRollout(MigrationEvent event, List<String> distinction) {
        return switch (event) {
            case MigrationEvent.Started _, MigrationEvent.Succeeded _ ->
                    Stream.concat(distinction.stream(), Stream.of(pod.rollout())).toList();
            case MigrationEvent.Waiting _, MigrationEvent.Failed _, MigrationEvent.Blocked _ ->
                    distinction;
        };
    }

    private String name(Owner involved, MigrationEvent event, List<String> distinction) {
        var digest = sha256();
        Stream.concat(
                        Stream.of(involved.uid(), migration.policy(), event.reason()),
                        distinction.stream())
                .forEach(each -> {
                    digest.update(each.getBytes(StandardCharsets.UTF_8));
                    digest.update((byte) 0);
                });
        String readable =
                involved.name().substring(0, Math.min(LONGEST_NAME, involved.name().length()));
        return readable.replaceFirst("[.-]+$", "")
                + "."
                + HexFormat.of().formatHex(digest.digest(), 0, 8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
