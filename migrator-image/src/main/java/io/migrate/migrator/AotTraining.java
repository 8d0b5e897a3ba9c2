package io.migrate.migrator;

import io.migrate.migrator.connection.Cancellation;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The training run for the AOT cache of the image. It runs the usual commands one after another
/// with the environment of the process, and finally the process itself, when no migrations are
/// pending. The cache contains only what a training run uses.
final class AotTraining {
    private AotTraining() {}

    static void main(String[] arguments) {
        var nowhere =
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        for (String command : List.of("migrate", "migrate", "validate", "info")) {
            Main.run(System.getenv(), List.of(command), nowhere, new Cancellation());
        }
        Main.main(arguments);
    }
}
