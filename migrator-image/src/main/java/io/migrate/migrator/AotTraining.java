package io.migrate.migrator;

import io.migrate.migrator.connection.Cancellation;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What the image's AOT cache is made from: the usual runs one after the other, under the process's
/// environment, and at last the process itself, which has nothing left to do. A cache knows what
/// was done while it was made, and nothing else.
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
