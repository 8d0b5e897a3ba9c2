package io.migrate.migrator;

import io.migrate.migrator.connection.Cancellation;
import io.migrate.migrator.report.ExitCode;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The training run for the AOT cache of the image, which contains only what that run uses. It runs
/// the usual commands with the environment of the process, also with TLS, and with a folder of
/// every tool, and finally the process itself, when no migrations are pending.
final class AotTraining {
    private static final PrintStream NOWHERE =
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);

    private AotTraining() {}

    static void main(String[] arguments) throws IOException {
        List<Map<String, String>> environments = environments();
        environments.forEach(each -> run(each, List.of("migrate", "migrate")));
        run(System.getenv(), List.of("validate", "info"));
        Main.main(arguments);
    }

    /// That of the process, also with TLS, and one for each folder.
    static List<Map<String, String>> environments() throws IOException {
        var all = new ArrayList<Map<String, String>>();
        for (TrainingFolder each : TrainingFolder.values()) {
            all.add(
                    with(
                            Map.of(
                                    "MIGRATE_DIR", each.write().toString(),
                                    "MIGRATE_DIR_COPIED", "true",
                                    "MIGRATE_SEARCH_PATH", each.schema(),
                                    "MIGRATE_TOOL_HISTORY_SCHEMA", each.schema())));
        }
        Optional.ofNullable(System.getenv("TRAINING_TLS_URL"))
                .ifPresent(url -> all.add(with(Map.of("DATABASE_URL", url))));
        all.add(System.getenv());
        return all;
    }

    private static Map<String, String> with(Map<String, String> more) {
        var all = new HashMap<String, String>(System.getenv());
        all.putAll(more);
        return all;
    }

    private static void run(Map<String, String> environment, List<String> commands) {
        for (String command : commands) {
            int code = Main.run(environment, List.of(command), NOWHERE, new Cancellation());
            if (code != ExitCode.DONE.code()) {
                throw new IllegalStateException(
                        "%s in %s ended with %d"
                                .formatted(command, environment.get("MIGRATE_DIR"), code));
            }
        }
    }
}
