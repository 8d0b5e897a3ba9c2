package io.migrate.benchmarks.migrator;

import io.migrate.benchmarks.machine.Program;

import java.nio.file.Path;

/// A tool that brings a database up to a folder.
public sealed interface Contestant {
    /// What tables call it.
    String name();

    /// The format that its folder is in.
    History.Format format();

    /// Its whole run on a database.
    Program run(History history, String url);

    /// Ours, as the image starts it or as a plain JVM does.
    record Ours(String name, Program program) implements Contestant {
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

    /// One that is made of the tool's own library by `.ci/migration-tools`.
    record Peer(String name, History.Format format, Program program) implements Contestant {
        @Override
        public Program run(History history, String url) {
            return program.and(history.folder().toString()).with("DATABASE_URL", url);
        }
    }

    /// drizzle-orm 0.45 with node-postgres, on Node.js.
    static Contestant drizzle() {
        return new Peer(
                "drizzle",
                History.Format.DRIZZLE,
                Program.of("node", tools().resolve("tool.js").toString(), "drizzle"));
    }

    /// The library of goose in a Go program.
    static Contestant goose() {
        return go("goose", History.Format.GOOSE);
    }

    /// The library of dbmate in a Go program.
    static Contestant dbmate() {
        return go("dbmate", History.Format.DBMATE);
    }

    private static Contestant go(String name, History.Format format) {
        return new Peer(name, format, Program.of(tools().resolve("go-tools").toString(), name));
    }

    private static Path tools() {
        return Path.of(System.getenv("MIGRATE_IO_TOOLS_DIR"));
    }
}
