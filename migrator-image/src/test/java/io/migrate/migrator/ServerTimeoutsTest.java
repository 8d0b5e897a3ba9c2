package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;

/// The settings with which a role's or a database's sessions, transactions and statements end early
/// are meant for applications: a run has its own.
@Timeout(300)
class ServerTimeoutsTest {
    private static final String SLOW = "SELECT pg_sleep(0.6);";

    @TempDir Path dir;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "idle_session_timeout = '300ms'",
                "transaction_timeout = '300ms'",
                "idle_in_transaction_session_timeout = '300ms'",
                "statement_timeout = '300ms'",
                "lock_timeout = '1ms'",
                "tcp_user_timeout = '300ms'",
                "client_connection_check_interval = 0"
            })
    void areNotThoseOfTheRole(String setting) throws Exception {
        for (String file : new String[] {"%d_a.sql", "V%d__a.sql"}) {
            Postgres database = Postgres.database();
            String name = setting.substring(0, setting.indexOf(' '));
            if (database.rows("SELECT 1 FROM pg_settings WHERE name = '%s'".formatted(name))
                    .isEmpty()) {
                // transaction_timeout is one of PostgreSQL 17.
                return;
            }
            try (Connection connection = database.connectAsSuperuser();
                    Statement statement = connection.createStatement()) {
                statement.execute("ALTER ROLE %s SET %s".formatted(database.name(), setting));
                statement.execute("ALTER DATABASE %s SET %s".formatted(database.name(), setting));
            }
            Folder folder =
                    Folder.at(dir.resolve(file))
                            .file(file.formatted(1), "-- migrate:up\n" + SLOW + "\n" + SLOW)
                            .file(file.formatted(2), "-- migrate:up\nRESET ALL;")
                            .file(file.formatted(3), "-- migrate:up\n" + SLOW);
            MigratorRun run = MigratorRun.of(folder.path(), database);
            assertThat(run.code()).as(run.output()).isZero();
        }
    }

    /// How long a run pauses between statements depends on the machine, so the setting is read.
    @Test
    void aSessionMayBeIdle() throws Exception {
        for (String name : new String[] {"1_a.sql", "V1__a.sql"}) {
            Postgres database = Postgres.database();
            try (Connection connection = database.connectAsSuperuser();
                    Statement statement = connection.createStatement()) {
                statement.execute(
                        "ALTER ROLE %s SET idle_session_timeout = '10s'"
                                .formatted(database.name()));
            }
            Folder folder =
                    Folder.at(dir.resolve(name + ".d"))
                            .file(
                                    name,
                                    "-- migrate:up\n"
                                            + "CREATE TABLE t AS SELECT"
                                            + " current_setting('idle_session_timeout') AS t;");
            MigratorRun run = MigratorRun.of(folder.path(), database);
            assertThat(run.code()).as(run.output()).isZero();
            assertThat(database.rows("SELECT t FROM t")).containsExactly("0");
        }
    }
}
