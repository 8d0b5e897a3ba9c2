package io.migrate.migrator;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// The training run for the AOT cache of the quick look. It looks at what [AotTraining] has
/// applied, prepares to continue with other options, and finally runs the process itself.
final class QuickLookTraining {
    private QuickLookTraining() {}

    static void main(String[] arguments) throws IOException {
        var nowhere =
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        for (Map<String, String> each : AotTraining.environments()) {
            if (Main.look(each, List.of("migrate"), nowhere).isEmpty()) {
                throw new IllegalStateException(
                        "a look at %s decided nothing".formatted(each.get("MIGRATE_DIR")));
            }
        }
        Handover _ = Handover.to("java.options", List.of(arguments));
        QuickLook.main(arguments);
    }
}
