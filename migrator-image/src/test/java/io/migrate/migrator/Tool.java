package io.migrate.migrator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The tools themselves, as `.ci/migration-tools` builds them. `MIGRATE_IO_TOOLS_DIR` names the
/// folder; without it a test skips itself and says so, unless `MIGRATE_IO_NO_SKIPS` is set.
record Tool(Path home, String name) {
    static Tool of(History history) {
        Optional<Path> home =
                Optional.ofNullable(System.getenv("MIGRATE_IO_TOOLS_DIR")).map(Path::of);
        if (home.isEmpty()) {
            throw MissingProgram.skip(
                    "the tools whose formats are read are not at hand; run"
                            + " MIGRATE_IO_TOOLS_DIR=$(.ci/migration-tools) ./mvnw verify");
        }
        return new Tool(home.get(), history.tool());
    }

    /// Applies what is pending; what it prints: `nothing`, or what it did.
    String run(Path folder, Postgres database) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        switch (name) {
            case "golang-migrate", "goose", "dbmate" ->
                    command.add(home.resolve("go-tools").toString());
            default -> command.addAll(List.of("node", home.resolve("tool.js").toString()));
        }
        command.addAll(List.of(name, folder.toString()));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("DATABASE_URL", database.url() + "?sslmode=disable");
        Process process = builder.start();
        String output =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (!process.waitFor(180, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(name + " failed: " + output);
        }
        return output;
    }
}
