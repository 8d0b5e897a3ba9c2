package io.migrate.webhook.migration;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What an Event says of a Pod's migration.
record EventMessage(PodMigrations pod, Migration migration) {
    /// What `events.k8s.io` admits, though `v1`, which we write, would take more.
    private static final int LONGEST = 1000;

    /// Waiting for another migrator is worth a word from here on.
    private static final Duration WORTH_TELLING = Duration.ofSeconds(1);

    String onPod(MigrationEvent happening) {
        return SingleLine.of("policy " + migration.policy() + ": " + what(happening), LONGEST);
    }

    String onWorkload(MigrationEvent happening) {
        return SingleLine.of(
                "policy %s, Pod %s: %s".formatted(migration.policy(), pod.name(), what(happening)),
                LONGEST);
    }

    private String what(MigrationEvent happening) {
        return switch (happening) {
            case MigrationEvent.Started _ -> "the migrator runs";
            case MigrationEvent.Waits _ ->
                    "has been running for more than a minute: it waits for the database, for another migrator or for a table's lock, or a migration takes long. Which, %s says."
                            .formatted(log());
            case MigrationEvent.Succeeded(var end) -> success(end);
            case MigrationEvent.Failed(var end) -> failure(end);
            case MigrationEvent.Blocked(var why, _) -> why.sentence(pod.namespace(), pod.name());
        };
    }

    private String log() {
        return "kubectl -n %s logs %s -c %s"
                .formatted(pod.namespace(), pod.name(), migration.container());
    }

    private static String success(EndedRun end) {
        String took = time(end.took());
        String waited =
                end.lockWait()
                        .filter(each -> each.compareTo(WORTH_TELLING) >= 0)
                        .map(each -> ", %s of it waiting for another".formatted(time(each)))
                        .orElse("");
        return switch (end.said()) {
            case TerminationMessage.Report report when report.count().isPresent() ->
                    done(report.count().getAsInt(), report.to()) + ", " + took + waited;
            case TerminationMessage.Report _,
                    TerminationMessage.Text _,
                    TerminationMessage.Nothing _ ->
                    "migrated, " + took + waited;
        };
    }

    private static String done(int count, Optional<String> to) {
        return count == 0
                ? "nothing to do" + to.map(each -> ", is at " + each).orElse("")
                : count + " applied" + to.map(each -> ", now at " + each).orElse("");
    }

    private String failure(EndedRun end) {
        String log = " Log: " + log();
        String how =
                "%s (exit %d%s)"
                        .formatted(
                                end.outcome().phrase(),
                                end.exitCode(),
                                end.reason().equals("OOMKilled") ? ", out of memory" : "");
        String advice = end.outcome().advice();
        return switch (end.said()) {
            case TerminationMessage.Report report ->
                    how + ": " + place(report) + closed(report.message().orElse(advice)) + log;
            case TerminationMessage.Text(var line) ->
                    how + ": " + closed(line) + " " + advice + log;
            case TerminationMessage.Nothing _ -> how + ". " + advice + log;
        };
    }

    private static String closed(String sentences) {
        return sentences.matches(".*[.!?…]") ? sentences : sentences + ".";
    }

    /// As far as the message does not say it itself.
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

    /// `17 ms`, `1.2 s`, `3 min 5 s`, as the migrator writes it.
    static String time(Duration time) {
        if (time.toMillis() < 1000) {
            return time.toMillis() + " ms";
        }
        return time.toMinutes() == 0
                ? String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0)
                : "%d min %d s".formatted(time.toMinutes(), time.toSecondsPart());
    }
}
