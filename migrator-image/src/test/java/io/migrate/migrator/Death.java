package io.migrate.migrator;

import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// The ways in which a run of [KillTest] ends before its time.
enum Death {
    /// SIGKILL to the process: out of memory, or a Node that is lost.
    KILL(137),
    /// SIGTERM to the process: its Pod is deleted.
    TERM(143),
    /// `MIGRATE_TIMEOUT`.
    TIMEOUT(16),
    /// `pg_terminate_backend`: a failover, or an operator.
    SESSION(10),
    /// The server stops without a word (`immediate`), and starts again.
    SERVER(10);

    private final int code;

    Death(int code) {
        this.code = code;
    }

    /// The exit codes of a migrator that dies like this, or that was done before.
    Set<Integer> codes() {
        return Set.of(code, 0);
    }

    /// The variables of a migrator that is to die like this.
    Map<String, String> environment(Random random) {
        return this == TIMEOUT
                ? Map.of("MIGRATE_TIMEOUT", (100 + random.nextInt(2500)) + "ms")
                : Map.of();
    }

    /// Lets it happen now, and waits until the migrator has ended.
    void strike(MigratorProcess migrator, Postgres database, KillServer server) throws Exception {
        switch (this) {
            case KILL -> migrator.process().destroyForcibly();
            case TERM -> migrator.process().destroy();
            case TIMEOUT -> {}
            case SESSION -> terminate(database);
            case SERVER -> server.restart();
        }
        migrator.code(120);
    }

    private static void terminate(Postgres database) throws Exception {
        try (Connection superuser = database.connectAsSuperuser();
                Statement statement = superuser.createStatement()) {
            statement.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name"
                            + " LIKE 'migrate%' AND datname = current_database()");
        }
    }
}
