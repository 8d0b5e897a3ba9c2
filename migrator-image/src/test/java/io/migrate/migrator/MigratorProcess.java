package io.migrate.migrator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The program as a process of its own, which can be killed.
record MigratorProcess(Process process, Path log) {
    /// Starts it.
    ///
    /// @param options for the JVM
    static MigratorProcess start(Path folder, Postgres database, String... options)
            throws IOException {
        return start(folder, database, Map.of(), options);
    }

    /// Starts it with further variables.
    static MigratorProcess start(
            Path folder, Postgres database, Map<String, String> environment, String... options)
            throws IOException {
        ProcessBuilder builder = builder(folder, database, options);
        builder.environment().putAll(environment);
        return start(builder);
    }

    /// Starts it as in the image: what a quick look does not decide is done by another Java with
    /// the same options.
    static MigratorProcess startAsInImage(Path folder, Postgres database, String... options)
            throws IOException {
        Path file = Files.createTempFile("java", ".options");
        file.toFile().deleteOnExit();
        Files.writeString(
                file,
                "%s -cp \"%s\" io.migrate.migrator.Main"
                        .formatted(
                                String.join(" ", options), System.getProperty("java.class.path")));
        var all = new ArrayList<String>(List.of(options));
        all.add("--enable-native-access=ALL-UNNAMED");
        all.add("-Dmigrate.options=" + file);
        return start(folder, database, all.toArray(String[]::new));
    }

    /// Starts one that was prepared; its output goes to a file.
    static MigratorProcess start(ProcessBuilder builder) throws IOException {
        Path log = Files.createTempFile("child", ".log");
        log.toFile().deleteOnExit();
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        return new MigratorProcess(builder.start(), log);
    }

    /// Prepares one.
    static ProcessBuilder builder(Path folder, Postgres database, String... options) {
        return builder(folder, database.url(), options);
    }

    /// Prepares one for the database of a URL.
    static ProcessBuilder builder(Path folder, String url, String... options) {
        var command =
                new ArrayList<String>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:-UsePerfData"));
        command.addAll(List.of(options));
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.migrate.migrator.QuickLook",
                        "--log-format=text"));
        var builder = new ProcessBuilder(command);
        builder.environment().put("DATABASE_URL", url);
        builder.environment().put("MIGRATE_DIR", folder.toString());
        builder.environment().put("POD_NAMESPACE", "shop");
        builder.environment().put("POD_NAME", "api-1");
        return builder;
    }

    String output() throws IOException {
        return Files.readString(log);
    }

    /// Waits until it has ended.
    ///
    /// @return its exit code
    int code(int seconds) throws IOException, InterruptedException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("did not end: " + output());
        }
        return process.exitValue();
    }
}
