package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;

/// Through a real PgBouncer.
@Timeout(60)
class PoolerTest {
    @TempDir Path dir;

    private Run run(PgBouncer pooler, Postgres database) throws Exception {
        return Run.with(
                Map.of(
                        "DATABASE_URL",
                        pooler.url(database),
                        "MIGRATE_DIR",
                        Folder.shop(dir.resolve("drizzle")).path().toString()));
    }

    @Test
    void inSessionModeItIsAsWithoutIt() throws Exception {
        Postgres database = Postgres.database();
        try (PgBouncer pooler = PgBouncer.of(database, "session", dir)) {
            Run first = run(pooler, database);
            assertThat(first.code()).as(first.output()).isZero();
            assertThat(first.output()).contains("3 applied");
            assertThat(run(pooler, database).output()).contains("nothing to do");
            assertThat(database.rows("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"))
                    .containsExactly("0");
        }
    }

    /// Whoever gets the server's session next finds it as it was.
    @ParameterizedTest
    @ValueSource(strings = {"transaction", "statement"})
    void whereSessionsAreSharedItIsRefusedAndLeavesNothing(String mode) throws Exception {
        Postgres database = Postgres.database();
        try (PgBouncer pooler = PgBouncer.of(database, mode, dir)) {
            Run run = run(pooler, database);
            assertThat(run.code()).as(run.output()).isEqualTo(2);
            assertThat(run.output())
                    .contains("is a pooler that gives each transaction another session")
                    .contains(
                            "Point the URL at the database itself, or at a pooler in session mode");
            assertThat(database.rows("SELECT to_regclass('flyway_schema_history')"))
                    .containsExactly("null");
            for (String setting :
                    new String[] {"lock_timeout", "idle_in_transaction_session_timeout"}) {
                assertThat(show(pooler, database, setting)).isEqualTo("0");
            }
        }
    }

    private static String show(PgBouncer pooler, Postgres database, String setting)
            throws Exception {
        String url = pooler.url(database).replaceAll(".*@", "jdbc:postgresql://");
        try (var connection = DriverManager.getConnection(url, database.name(), Postgres.PASSWORD);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW " + setting)) {
            row.next();
            return row.getString(1);
        }
    }
}
