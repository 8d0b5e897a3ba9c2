package io.migrate.webhook.migration;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The message of an Event about a Pod's migration.
record EventMessage(PodMigrations pod, Migration migration) {
    /// The limit of `events.k8s.io`; `v1`, which the observer writes, would allow more.
    private static final int LONGEST = 1000;

    /// Shorter waits for another migrator are not mentioned.
    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

    String onPod(MigrationEvent event) {
        return SingleLine.of("policy " + migration.policy() + ": " + text(event), LONGEST);
    }

    String onWorkload(MigrationEvent event) {
        return SingleLine.of(
                "policy %s, Pod %s: %s".formatted(migration.policy(), pod.name(), text(event)),
                LONGEST);
    }

    private String text(MigrationEvent event) {
        return switch (event) {
            case MigrationEvent.Started _ -> "the migrator is running";
            case MigrationEvent.Waiting _ ->
                    "still running after 1 minute. It may be waiting for the database, another migrator or a table lock, or a migration is slow. See: %s"
                            .formatted(logCommand());
            case MigrationEvent.Succeeded(var run) -> success(run);
            case MigrationEvent.Failed(var run) -> failure(run);
            case MigrationEvent.Blocked(var reason, _) ->
                    reason.sentence(pod.namespace(), pod.name());
        };
    }

    private String logCommand() {
        return "kubectl -n %s logs %s -c %s"
                .formatted(pod.namespace(), pod.name(), migration.container());
    }

    private static String success(EndedRun run) {
        String took =
                time(run.took())
                        + run.lockWait()
                                .filter(each -> each.compareTo(SHORTEST_WAIT) >= 0)
                                .map(each ->
                                        " (%s waiting for another migrator)".formatted(time(each)))
                                .orElse("");
        return switch (run.message()) {
            case TerminationMessage.Report report when report.count().isPresent() ->
                    success(
                            report.adopted().orElse(0),
                            report.count().getAsInt(),
                            report.to(),
                            took);
            case TerminationMessage.Report _,
                    TerminationMessage.Text _,
                    TerminationMessage.Nothing _ ->
                    "migrated in " + took;
        };
    }

    private static String success(int adopted, int count, Optional<String> to, String took) {
        String at = to.map(each -> ", now at " + each).orElse("");
        if (adopted > 0) {
            return count == 0
                    ? "adopted %s in %s%s".formatted(migrations(adopted), took, at)
                    : "adopted %d and applied %s in %s%s"
                            .formatted(adopted, migrations(count), took, at);
        }
        return count == 0
                ? "up to date%s, checked in %s"
                        .formatted(to.map(each -> " at " + each).orElse(""), took)
                : "applied %s in %s%s".formatted(migrations(count), took, at);
    }

    private static String migrations(int count) {
        return count == 1 ? "1 migration" : count + " migrations";
    }

    private String failure(EndedRun run) {
        Outcome outcome = run.outcome();
        String log = " Log: " + logCommand();
        String summary =
                "%s (exit %d, %s)"
                        .formatted(
                                outcome.summary(),
                                run.exitCode(),
                                run.isOutOfMemory() ? run.reason() : outcome.reason());
        return switch (run.message()) {
            case TerminationMessage.Report report ->
                    summary
                            + ": "
                            + place(report)
                            + sentence(report.message().orElse(outcome.advice()))
                            + log;
            case TerminationMessage.Text(var line) ->
                    summary + ": " + sentence(line) + " " + outcome.advice() + log;
            case TerminationMessage.Nothing _ -> summary + ". " + outcome.advice() + log;
        };
    }

    private static String sentence(String text) {
        return text.matches(".*[.!?…]") ? text : text + ".";
    }

    /// Returns file, line and SQLSTATE, unless the message contains them.
    private static String place(TerminationMessage.Report report) {
        String message = report.message().orElse("");
        String script = report.script().filter(each -> !message.contains(each)).orElse("");
        String line =
                script.isEmpty() || report.line().isEmpty() ? "" : ":" + report.line().getAsInt();
        String state =
                report.sqlState()
                        .filter(each -> !message.contains(each))
                        .map(each -> "SQLSTATE " + each)
                        .orElse("");
        return Stream.of(script + line, state)
                .filter(each -> !each.isEmpty())
                .map(each -> each + ": ")
                .collect(Collectors.joining());
    }

    /// Formats a duration as the migrator does: `17 ms`, `1.2 s`, `3 min 5 s`.
    static String time(Duration time) {
        if (time.toMillis() < 1000) {
            return time.toMillis() + " ms";
        }
        return time.toMinutes() == 0
                ? String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0)
                : "%d min %d s".formatted(time.toMinutes(), time.toSecondsPart());
    }
}
