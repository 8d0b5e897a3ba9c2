package io.migrate.benchmarks.migrator;

import io.migrate.benchmarks.machine.Cost;
import io.migrate.benchmarks.machine.Measure;
import io.migrate.benchmarks.machine.Program;
import io.migrate.benchmarks.machine.Share;
import io.migrate.benchmarks.machine.ShippedImage;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/// The migrator as in its image, with the AOT caches that the image's own script creates.
public record ShippedMigrator(Program program, Path java, Path home) {
    /// Assembles the migrator.
    ///
    /// @param server server for the training run of the cache, with its own database
    public static ShippedMigrator of(Path root, Server server, Measure measure)
            throws IOException, InterruptedException, SQLException {
        ShippedImage shipped = ShippedImage.migrator(root);
        server.create("training");
        Program training =
                Program.of(
                                "sh",
                                root.resolve("migrator-image/image/aot-training").toString(),
                                shipped.java().toString(),
                                shipped.home().toString())
                        .with("DATABASE_URL", server.url("training", Login.SCRAM))
                        .with("TRAINING_TLS_URL", server.url("training", Login.TLS))
                        .with(
                                "MIGRATE_DIR",
                                root.resolve("manifests/samples/web-shop/drizzle").toString());
        Cost _ = measure.run(training, Share.ALL);
        // Fails if the caches are unusable; otherwise the JVM would silently ignore them. Both
        // belong
        // to the same files.
        Program check =
                Program.of(
                        shipped.java().toString(),
                        "-XX:AOTMode=on",
                        "@" + shipped.home().resolve("java.options"),
                        "--version");
        Cost _ = measure.run(check, Share.ALL);
        return new ShippedMigrator(shipped.program(), shipped.java(), shipped.home());
    }

    /// The command to run the jar with a plain `java`.
    public Program plain() {
        return Program.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                home.resolve("migrate-migrator.jar").toString());
    }
}
