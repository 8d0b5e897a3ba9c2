package io.migrate.benchmarks.migrator;

import io.migrate.benchmarks.machine.Program;

import java.nio.file.Path;

/// A tool that applies a folder of migrations to a database.
public sealed interface Tool {
    /// The name in figures.
    String name();

    /// The format of its folder.
    History.Format format();

    /// Returns the command of a complete run.
    ///
    /// @param url as [Login] spells it
    Program run(History history, String url);

    /// The migrator, started as in its image or by a plain JVM.
    record OwnMigrator(String name, Program program) implements Tool {
        @Override
        public History.Format format() {
            return History.Format.DRIZZLE;
        }

        @Override
        public Program run(History history, String url) {
            return program.and("migrate")
                    .with("DATABASE_URL", url)
                    .with("MIGRATE_DIR", history.folder().toString());
        }
    }

    /// A program built from the tool's own library by `.ci/migration-tools`.
    record Peer(String name, History.Format format, Program program) implements Tool {
        @Override
        public Program run(History history, String url) {
            return program.and(history.folder().toString()).with("DATABASE_URL", url);
        }
    }

    /// Drizzle, whose client spells the modes of TLS in its own way.
    record Drizzle(Program program) implements Tool {
        @Override
        public String name() {
            return "drizzle";
        }

        @Override
        public History.Format format() {
            return History.Format.DRIZZLE;
        }

        @Override
        public Program run(History history, String url) {
            return program.and(history.folder().toString())
                    .with("DATABASE_URL", url.replace("sslmode=require", "sslmode=no-verify"));
        }
    }

    /// drizzle-orm 0.45 with node-postgres, on Node.js.
    static Tool drizzle() {
        return new Drizzle(Program.of("node", tools().resolve("tool.js").toString(), "drizzle"));
    }

    /// The library of goose in a Go program.
    static Tool goose() {
        return go("goose", History.Format.GOOSE);
    }

    /// The library of dbmate in a Go program.
    static Tool dbmate() {
        return go("dbmate", History.Format.DBMATE);
    }

    private static Tool go(String name, History.Format format) {
        return new Peer(name, format, Program.of(tools().resolve("go-tools").toString(), name));
    }

    private static Path tools() {
        return Path.of(System.getenv("MIGRATE_IO_TOOLS_DIR"));
    }
}
