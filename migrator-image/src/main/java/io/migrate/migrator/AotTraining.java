package io.migrate.migrator;

import io.migrate.migrator.connection.Cancellation;
import io.migrate.migrator.report.ExitCode;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The training run for the AOT cache of the image. It runs the usual commands one after another
/// with the environment of the process and with a Flyway folder, and finally the process itself,
/// when no migrations are pending. The cache contains only what a training run uses.
final class AotTraining {
    private AotTraining() {}

    static void main(String[] arguments) throws IOException {
        // Flyway runs only its own folders.
        run(ofFlyway(), List.of("migrate", "migrate"));
        run(System.getenv(), List.of("migrate", "migrate", "validate", "info"));
        Main.main(arguments);
    }

    private static void run(Map<String, String> environment, List<String> commands) {
        var nowhere =
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        for (String command : commands) {
            int code = Main.run(environment, List.of(command), nowhere, new Cancellation());
            if (code != ExitCode.DONE.code()) {
                throw new IllegalStateException(
                        "%s in %s ended with %d"
                                .formatted(command, environment.get("MIGRATE_DIR"), code));
            }
        }
    }

    /// Two migrations, of which one runs outside a transaction, in a schema of their own.
    private static Map<String, String> ofFlyway() throws IOException {
        Path folder = Files.createTempDirectory("training");
        Files.writeString(folder.resolve("V1__create.sql"), "CREATE TABLE training (id bigint);");
        Files.writeString(
                folder.resolve("V2__index.sql"),
                "CREATE INDEX CONCURRENTLY training_id ON training (id);");
        var environment = new HashMap<String, String>(System.getenv());
        environment.put("MIGRATE_DIR", folder.toString());
        environment.put("MIGRATE_DIR_COPIED", "true");
        environment.put("MIGRATE_SEARCH_PATH", "flyway_training");
        return environment;
    }
}
