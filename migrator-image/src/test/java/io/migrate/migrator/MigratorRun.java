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

/// One run of the program, as a process would run it, in this JVM. Whatever a run prints is
/// searched for the password.
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
        Path termination = Files.createTempFile("termination", ".log");
        var all = new HashMap<String, String>();
        all.put("MIGRATE_LOG_FORMAT", "text");
        all.put("MIGRATE_TERMINATION_LOG", termination.toString());
        all.putAll(environment);
        var bytes = new ByteArrayOutputStream();
        var stop = new Cancellation();
        int code;
        try (var out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            code = Main.run(all, List.of(arguments), out, stop);
        } finally {
            stop.finish();
        }
        var run =
                new MigratorRun(
                        code,
                        bytes.toString(StandardCharsets.UTF_8),
                        Files.readString(termination));
        Files.delete(termination);
        assertThat(run.output + run.termination).doesNotContain(Postgres.PASSWORD);
        assertThat(run.termination.getBytes(StandardCharsets.UTF_8).length)
                .isLessThanOrEqualTo(1000);
        return run;
    }
}
