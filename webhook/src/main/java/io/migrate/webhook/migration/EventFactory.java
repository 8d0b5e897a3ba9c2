package io.migrate.webhook.migration;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Where what happened to a Pod's migration is told, under which names, and how often.
record EventFactory(PodMigrations pod, Migration migration) {
    /// A year, as good as for ever: Events live for an hour.
    private static final Duration ONCE = Duration.ofDays(365);

    /// What comes again and again, on many Pods or on one, need not be counted exactly.
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /// Less than it is told again after, which is by the second.
    private static final Duration LASTING = MigrationEvent.AGAIN.minus(MINUTE);

    /// The API server's bound of a name is 253, and ours have seventeen characters more than the
    /// object's.
    private static final int NAME = 230;

    /// A rollout that finds nothing to do is one Event with the workload, not one with each Pod.
    Stream<EventSpec> of(MigrationEvent happening, Optional<Owner> workload) {
        boolean onPod = workload.isEmpty() || !isNothing(happening);
        return Stream.concat(
                onPod ? Stream.of(onPod(happening)) : Stream.empty(),
                workload.map(each -> onWorkload(happening, each)).stream());
    }

    private static boolean isNothing(MigrationEvent happening) {
        return happening instanceof MigrationEvent.Succeeded(var end)
                && end.outcome() == Outcome.UP_TO_DATE;
    }

    private EventSpec onPod(MigrationEvent happening) {
        return new EventSpec(
                name(pod.self(), happening, what(happening)),
                pod.namespace(),
                pod.self(),
                Optional.of(migration.container()),
                happening.reason(),
                happening.type(),
                new EventMessage(pod, migration).onPod(happening),
                happening.at(),
                quiet(happening),
                Optional.empty());
    }

    private EventSpec onWorkload(MigrationEvent happening, Owner workload) {
        return new EventSpec(
                name(workload, happening, whatOfAll(happening, what(happening))),
                pod.namespace(),
                workload,
                Optional.empty(),
                happening.reason(),
                happening.type(),
                new EventMessage(pod, migration).onWorkload(happening),
                happening.at(),
                happening instanceof MigrationEvent.Started ? ONCE : quiet(happening),
                isNothing(happening)
                        ? Optional.of(name(workload, happening, whatOfAll(happening, "applied")))
                        : Optional.empty());
    }

    private static Duration quiet(MigrationEvent happening) {
        return switch (happening) {
            case MigrationEvent.Succeeded _ when isNothing(happening) -> ONCE;
            case MigrationEvent.Succeeded _ -> Duration.ZERO;
            case MigrationEvent.Started _, MigrationEvent.Failed _ -> MINUTE;
            case MigrationEvent.Waits _, MigrationEvent.Blocked _ -> LASTING;
        };
    }

    /// What tells it apart from others of the same reason on the same object.
    private static List<String> what(MigrationEvent happening) {
        return switch (happening) {
            case MigrationEvent.Started _, MigrationEvent.Waits _ -> List.of();
            case MigrationEvent.Succeeded _ ->
                    List.of(isNothing(happening) ? "nothing" : "applied");
            case MigrationEvent.Blocked(var why, _) -> List.of(why.key());
            case MigrationEvent.Failed(var end) -> failure(end);
        };
    }

    private static List<String> failure(EndedRun end) {
        var kind = List.of(String.valueOf(end.exitCode()), end.outcome().label());
        return switch (end.said()) {
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

    /// A new version of a workload starts and succeeds for itself; what keeps failing is the same.
    private List<String> whatOfAll(MigrationEvent happening, List<String> what) {
        return switch (happening) {
            case MigrationEvent.Started _, MigrationEvent.Succeeded _ ->
                    Stream.concat(what.stream(), Stream.of(pod.rollout())).toList();
            case MigrationEvent.Waits _, MigrationEvent.Failed _, MigrationEvent.Blocked _ -> what;
        };
    }

    private List<String> whatOfAll(MigrationEvent happening, String what) {
        return whatOfAll(happening, List.of(what));
    }

    private String name(Owner about, MigrationEvent happening, List<String> what) {
        var digest = sha256();
        Stream.concat(Stream.of(about.uid(), migration.policy(), happening.reason()), what.stream())
                .forEach(each -> {
                    digest.update(each.getBytes(StandardCharsets.UTF_8));
                    digest.update((byte) 0);
                });
        String readable = about.name().substring(0, Math.min(NAME, about.name().length()));
        return readable.replaceFirst("[.-]+$", "")
                + "."
                + HexFormat.of().formatHex(digest.digest(), 0, 8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
