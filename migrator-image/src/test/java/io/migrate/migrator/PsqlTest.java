package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.migrate.migrator.formats.Checksum;

import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Files that were written for psql, in every format.
@Timeout(300)
class PsqlTest {
    /// What pg_dump 15.18 wrote about a database with quotes and backslashes everywhere.
    private static final Path DUMP = Path.of("src/test/resources/psql/pg_dump.sql");

    @TempDir Path dir;

    /// It empties the search path, brings rows, and begins and ends with commands of psql.
    @ParameterizedTest
    @EnumSource
    void aDumpIsAMigration(Layout layout) throws Exception {
        Postgres database = Postgres.database();
        String dump = Files.readString(DUMP);
        assertThat(dump)
                .contains("\n\\restrict ", "\n\\unrestrict ", "\nCOPY ", "'search_path', ''");
        Folder folder = layout.add(Folder.at(dir), 1, dump);
        layout.add(folder, 2, "CREATE TABLE after_it AS SELECT count(*) FROM customers;");
        MigratorRun run = MigratorRun.of(dir, database);

        assertThat(run.code()).as(run.output()).isZero();
        assertThat(run.output()).contains("2 applied").doesNotContain("psql");
        assertThat(database.rows("SELECT name, note, m FROM public.customers ORDER BY id"))
                .containsExactly(
                        "a\tb|line\nbreak|sad",
                        "\\restrict|null|sad",
                        "C:\\temp|\\.|sad",
                        "it's||sad");
        assertThat(database.rows("SELECT sum(total) FROM sales.orders")).containsExactly("210.00");
        assertThat(database.rows("SELECT prosrc FROM pg_proc WHERE proname = 'total'"))
                .singleElement()
                .asString()
                .contains("perform '\\restrict x', E'\\\\i x';");
        assertThat(database.rows("SELECT * FROM public.after_it")).containsExactly("4");
        assertThat(database.rows("SELECT count(*), bool_and(success) FROM flyway_schema_history"))
                .containsExactly("2|t");
        assertThat(MigratorRun.of(dir, database).output()).contains("nothing to do");
        assertThat(MigratorRun.of(dir, database, "validate").code()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void theToolFindsThatAllIsApplied(Layout layout) throws Exception {
        Postgres database = Postgres.database();
        Folder folder = layout.add(Folder.at(dir), 1, Files.readString(DUMP));
        assertThat(MigratorRun.of(folder.path(), database).code()).isZero();
        if (layout.tool().isPresent()) {
            assertThat(Tool.of(layout.tool().get()).run(dir, database)).isEqualTo("nothing");
            return;
        }
        assertThat(database.rows("SELECT checksum FROM flyway_schema_history"))
                .containsExactly(String.valueOf(Checksum.crc32(Files.readString(DUMP))));
        Flyway flyway =
                Flyway.configure()
                        .dataSource(
                                "jdbc:postgresql://127.0.0.1:%d/%s"
                                        .formatted(Postgres.port(), database.name()),
                                database.name(),
                                Postgres.PASSWORD)
                        .locations("filesystem:" + dir)
                        .load();
        flyway.validate();
        assertThat(flyway.info().pending()).isEmpty();
    }

    /// Nothing of the folder has run.
    @ParameterizedTest
    @EnumSource
    void otherCommandsAreRefusedBefore(Layout layout) throws Exception {
        Postgres database = Postgres.database();
        Folder folder = layout.add(Folder.at(dir), 1, "CREATE TABLE first ();");
        layout.add(folder, 2, "CREATE TABLE second ();\n\\set a 1\nSELECT 1;");
        for (String command : List.of("migrate", "dry-run")) {
            MigratorRun run = MigratorRun.of(dir, database, command);
            assertThat(run.code()).as(run.output()).isEqualTo(14);
            assertThat(run.output())
                    .contains(
                            "%s:%d failed: \\set is a command of psql, which PostgreSQL does not run; write the values themselves into the statements."
                                    .formatted(layout.script(2), layout.firstLine() + 1));
        }
        assertThat(database.rows("SELECT to_regclass('first')")).containsExactly("null");
        Folder quoted = Folder.at(dir.resolve("quoted"));
        layout.add(quoted, 1, "CREATE TABLE second ();\n-- \\set a 1\nSELECT '\n\\set a 1';");
        assertThat(MigratorRun.of(quoted.path(), database).code()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\uFEFF\\restrict a\nCREATE TABLE t ();\n\\unrestrict a",
                "CREATE TABLE t ();\n\\unrestrict a\n\n",
                "\\restrict a\r\nCREATE TABLE t ();\r\n\\unrestrict a\r\n",
                "\\restrict a\nCREATE TABLE t ();\nVACUUM t;\n\\unrestrict a\n",
                "\\restrict a\nBEGIN;\nCREATE TABLE t ();\nCOMMIT;\n\\unrestrict a\n"
            })
    void whateverTheTransaction(String sql) throws Exception {
        for (Layout layout : List.of(Layout.FLYWAY, Layout.PRISMA, Layout.DBMATE)) {
            Postgres database = Postgres.database();
            Path path = dir.resolve(layout.name());
            layout.add(Folder.at(path), 1, sql);
            MigratorRun run = MigratorRun.of(path, database, "--mixed=Allow");
            assertThat(run.code()).as(layout + ": " + run.output()).isZero();
            assertThat(database.rows("SELECT to_regclass('t')")).containsExactly("t");
        }
    }
}
