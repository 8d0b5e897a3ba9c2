package io.migrate.benchmarks.migrator;

import io.migrate.benchmarks.machine.Cost;
import io.migrate.benchmarks.machine.Measure;
import io.migrate.benchmarks.machine.Program;
import io.migrate.benchmarks.machine.Share;
import io.migrate.benchmarks.machine.Shipped;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/// The migrator as its image has it, with the AOT cache that the image's own script writes.
public record ShippedMigrator(Program program, Path java, Path home) {
    /// Puts it together.
    ///
    /// @param server where the cache is trained, on a database of its own
    public static ShippedMigrator of(Path root, Server server, Measure measure)
            throws IOException, InterruptedException, SQLException {
        Shipped shipped = Shipped.migrator(root);
        server.create("training");
        Program rehearse =
                Program.of(
                                "sh",
                                root.resolve("migrator-image/image/rehearse").toString(),
                                shipped.java().toString(),
                                shipped.home().toString())
                        .with("DATABASE_URL", server.url("training"))
                        .with(
                                "MIGRATE_DIR",
                                root.resolve("manifests/samples/web-shop/drizzle").toString());
        Cost _ = measure.run(rehearse, Share.ALL);
        // Ends badly if the cache does not fit; without this the JVM would silently do without.
        Program check =
                Program.of(
                        shipped.java().toString(),
                        "-XX:AOTMode=on",
                        "@" + shipped.home().resolve("java.options"),
                        "--version");
        Cost _ = measure.run(check, Share.ALL);
        return new ShippedMigrator(shipped.program(), shipped.java(), shipped.home());
    }

    /// What somebody gets who runs the jar with a `java` and nothing else said.
    public Program plain() {
        return Program.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                home.resolve("migrate-migrator.jar").toString());
    }
}
