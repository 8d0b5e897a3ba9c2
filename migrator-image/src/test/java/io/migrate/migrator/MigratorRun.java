package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.migrate.migrator.connection.Cancellation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One run of the program, as a process would run it, in this JVM. Whatever a run prints is
/// searched for the password. A quick look comes before each run, and must say the same or nothing.
record MigratorRun(int code, String output, String termination) {
    static MigratorRun of(Path folder, Postgres database, String... arguments) throws IOException {
        return of(folder, database, Map.of(), arguments);
    }

    /// @param more variables of the environment
    static MigratorRun of(
            Path folder, Postgres database, Map<String, String> more, String... arguments)
            throws IOException {
        var environment = new HashMap<String, String>(more);
        environment.put("DATABASE_URL", database.url());
        environment.put("MIGRATE_DIR", folder.toString());
        return with(environment, arguments);
    }

    static MigratorRun with(Map<String, String> environment, String... arguments)
            throws IOException {
        Optional<MigratorRun> look = look(environment, arguments);
        var stop = new Cancellation();
        Optional<MigratorRun> run;
        try {
            run =
                    captured(
                            environment,
                            (all, out) -> {
                                int code = Main.run(all, List.of(arguments), out, stop);
                                return Optional.of(code);
                            });
        } finally {
            stop.finish();
        }
        look.ifPresent(each ->
                assertThat(each.withoutTimes()).isEqualTo(run.orElseThrow().withoutTimes()));
        return run.orElseThrow();
    }

    /// What a quick look says; empty if it decides nothing. Then it has said nothing.
    static Optional<MigratorRun> look(Map<String, String> environment, String... arguments)
            throws IOException {
        return captured(environment, (all, out) -> Main.look(all, List.of(arguments), out));
    }

    private interface Program {
        Optional<Integer> run(Map<String, String> environment, PrintStream out);
    }

    private static Optional<MigratorRun> captured(Map<String, String> environment, Program program)
            throws IOException {
        Path termination = Files.createTempFile("termination", ".log");
        var all = new HashMap<String, String>();
        all.put("MIGRATE_LOG_FORMAT", "text");
        all.put("MIGRATE_TERMINATION_LOG", termination.toString());
        all.putAll(environment);
        var bytes = new ByteArrayOutputStream();
        try (var out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            Optional<Integer> code = program.run(all, out);
            var run =
                    new MigratorRun(
                            code.orElse(-1),
                            bytes.toString(StandardCharsets.UTF_8),
                            Files.readString(termination));
            assertThat(run.output + run.termination).doesNotContain(Postgres.PASSWORD);
            assertThat(run.termination.getBytes(StandardCharsets.UTF_8).length)
                    .isLessThanOrEqualTo(1000);
            if (code.isEmpty()) {
                assertThat(run.output + run.termination).isEmpty();
            }
            return code.map(_ -> run);
        } finally {
            Files.delete(termination);
        }
    }

    private MigratorRun withoutTimes() {
        return new MigratorRun(code, withoutTimes(output), withoutTimes(termination));
    }

    private static String withoutTimes(String text) {
        return text.replaceAll("\\d+(\\.\\d+)? (ms|s)\\b", "TIME")
                .replaceAll("(?i)(millis\"?[:=])\\d+", "$1TIME")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "TIME")
                .replaceAll("(?m)^\\d\\d:\\d\\d:\\d\\d[\\d:.]*", "TIME");
    }
}
