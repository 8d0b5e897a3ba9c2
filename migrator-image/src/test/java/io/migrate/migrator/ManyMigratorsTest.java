package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// 32 migrators at once on an empty database of a server that has 40 connections, three of them for
/// superusers.
@Tag("long")
@Timeout(300)
class ManyMigratorsTest {
    private static final int CROWD = 32;
    private static final int MIGRATIONS = 12;

    private static EmbeddedPostgres server;

    @TempDir Path dir;

    @BeforeAll
    static void start() {
        server =
                Postgres.server(
                        EmbeddedPostgres.builder().setServerConfig("max_connections", "40"));
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    private static String sql(int i) {
        return i % 4 == 3
                ? "CREATE INDEX CONCURRENTLY i%d ON k%d (a);".formatted(i, i - 1)
                : "CREATE TABLE k%d (a int);".formatted(i);
    }

    @ParameterizedTest
    @EnumSource
    void ofAToolsMigrationsEachIsAppliedOnce(History history) throws Exception {
        Folder folder = Folder.at(dir);
        for (int i = 0; i < MIGRATIONS; i++) {
            history.add(folder, i + 1, sql(i));
        }
        Postgres database = together();
        String rows = history.rows();
        int expected =
                switch (history) {
                    // Only the newest.
                    case GOLANG_MIGRATE -> 1;
                    // goose's own row, 0, too.
                    case GOOSE -> MIGRATIONS + 1;
                    case DRIZZLE, DRIZZLE_1, PRISMA, DBMATE -> MIGRATIONS;
                };
        assertThat(database.rows(rows)).hasSize(expected).doesNotHaveDuplicates();
    }

    @Test
    void ofFlywaysMigrationsEachIsAppliedOnce() throws Exception {
        for (int i = 0; i < MIGRATIONS; i++) {
            Folder.at(dir).file("V%d__t.sql".formatted(i + 1), sql(i));
        }
        together();
    }

    private Postgres together() throws Exception {
        Postgres database = Postgres.database(server);
        List<Callable<MigratorRun>> runs = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            runs.add(() -> MigratorRun.of(dir, database));
        }
        var outputs = new ArrayList<String>();
        try (var executor = Executors.newFixedThreadPool(CROWD)) {
            for (Future<MigratorRun> future : executor.invokeAll(runs)) {
                MigratorRun run = future.get();
                assertThat(run.code()).as(run.output()).isZero();
                outputs.add(run.output());
            }
        }
        assertThat(outputs).filteredOn(each -> each.contains("12 applied, now at")).hasSize(1);
        assertThat(outputs)
                .filteredOn(each -> each.contains("nothing to do") || each.contains("0 applied"))
                .hasSize(CROWD - 1);
        assertThat(database.rows("SELECT version FROM flyway_schema_history WHERE success"))
                .hasSize(MIGRATIONS)
                .doesNotHaveDuplicates();
        return database;
    }
}
