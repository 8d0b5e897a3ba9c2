package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/// Files that are not, byte by byte, the ones that were applied.
class ChangedFilesTest {
    private static final String WARN = "--changed-migrations=Warn";
    private static final String WARNING =
            "changed after being applied, which MIGRATE_CHANGED_MIGRATIONS=Warn accepts: ";
    private static final String CHECKSUMS =
            "SELECT script, checksum FROM flyway_schema_history ORDER BY installed_rank";

    /// Other forms of the same text.
    private enum Form {
        CRLF,
        BYTE_ORDER_MARK,
        NO_NEWLINE_AT_THE_END,
        ALL_OF_IT;

        private String of(String text) {
            return switch (this) {
                case CRLF -> text.replace("\n", "\r\n");
                case BYTE_ORDER_MARK -> "\uFEFF" + text;
                case NO_NEWLINE_AT_THE_END -> text.stripTrailing();
                case ALL_OF_IT -> "\uFEFF" + text.stripTrailing().replace("\n", "\r\n");
            };
        }
    }

    @TempDir Path dir;

    private Path folder(Layout layout, int count) throws IOException {
        Folder folder = Folder.at(dir.resolve("folder"));
        for (int i = 1; i <= count; i++) {
            layout.add(folder, i, "CREATE TABLE t%d\n(id int);\n".formatted(i));
        }
        return folder.path();
    }

    private static void change(Path folder, Layout layout, UnaryOperator<String> change)
            throws IOException {
        Path file = folder.resolve(layout.script(1));
        Files.writeString(file, change.apply(Files.readString(file)));
    }

    private static String comment(String text) {
        return text.replace("(id int)", "(id int) /* a comment */");
    }

    @ParameterizedTest
    @EnumSource
    void everyRunWarnsAndNoneRewritesTheHistory(Layout layout) throws Exception {
        Postgres database = Postgres.database();
        Path folder = folder(layout, 1);
        MigratorRun.of(folder, database);
        List<String> before = database.rows(CHECKSUMS);
        change(folder, layout, ChangedFilesTest::comment);

        MigratorRun refused = MigratorRun.of(folder, database);
        assertThat(refused.code()).isEqualTo(13);
        assertThat(refused.output())
                .contains(layout.name(1) + " was changed after it was applied. Restore each file")
                .contains("MIGRATE_CHANGED_MIGRATIONS=Warn (in a policy, run.changedMigrations)");
        for (String command : List.of("migrate", "validate", "wait", "migrate")) {
            MigratorRun run = MigratorRun.of(folder, database, command, WARN);
            assertThat(run.code()).as(run.output()).isZero();
            assertThat(run.output())
                    .containsOnlyOnce(WARNING + layout.name(1))
                    .contains("nothing to do");
        }
        assertThat(MigratorRun.of(folder, database, "info", WARN).output())
                .containsPattern(layout.name(1) + " +changed");
        Path more = folder(layout, 2);
        change(more, layout, ChangedFilesTest::comment);
        MigratorRun run = MigratorRun.of(more, database, WARN);
        assertThat(run.code()).as(run.output()).isZero();
        assertThat(run.output()).contains("1 applied").contains(WARNING);
        assertThat(database.rows(CHECKSUMS)).containsAll(before).hasSize(2);
        assertThat(MigratorRun.of(more, database).code()).isEqualTo(13);

        assertThat(MigratorRun.of(more, database, "repair", "--yes", WARN).output())
                .contains("1 repaired");
        assertThat(MigratorRun.of(more, database).output()).contains("nothing to do");
    }

    /// The tool's hash says that another file was applied; the row that is adopted must not say
    /// otherwise.
    @ParameterizedTest
    @EnumSource(names = {"DRIZZLE", "DRIZZLE_1", "PRISMA"})
    void whatTheToolAppliedIsAdoptedAndStaysChanged(Layout layout) throws Exception {
        Postgres database = Postgres.database();
        Path folder = folder(layout, 2);
        MigratorRun.of(folder, database);
        database.execute("DROP TABLE flyway_schema_history");
        change(folder, layout, ChangedFilesTest::comment);
        assertThat(MigratorRun.of(folder, database).code()).isEqualTo(13);

        MigratorRun run = MigratorRun.of(folder, database, WARN);
        assertThat(run.code()).as(run.output()).isZero();
        assertThat(run.output())
                .contains(WARNING + layout.name(1))
                .contains("2 adopted, 0 applied");
        assertThat(database.rows(CHECKSUMS).getFirst()).isEqualTo(layout.script(1) + "|null");
        assertThat(MigratorRun.of(folder, database, WARN).output())
                .contains(WARNING + layout.name(1))
                .contains("nothing to do");
        assertThat(MigratorRun.of(folder, database).code()).isEqualTo(13);

        assertThat(MigratorRun.of(folder, database, "repair", "--yes").output())
                .contains("1 repaired");
        assertThat(MigratorRun.of(folder, database).output()).contains("nothing to do");
        assertThat(database.rows(CHECKSUMS).getFirst()).doesNotContain("null");
    }

    @ParameterizedTest
    @EnumSource
    void theSameTextInAnotherFormIsTheSame(Layout layout) throws Exception {
        Postgres database = Postgres.database();
        MigratorRun.of(folder(layout, 2), database);
        for (Form form : Form.values()) {
            Path folder = folder(layout, 2);
            change(folder, layout, form::of);
            assertSame(MigratorRun.of(folder, database, "validate"), form);
        }
        // From any of these forms to the usual one.
        for (Form form : Form.values()) {
            Postgres other = Postgres.database();
            Path folder = folder(layout, 2);
            change(folder, layout, form::of);
            MigratorRun first = MigratorRun.of(folder, other);
            assertThat(first.code()).as(form + first.output()).isZero();
            assertSame(MigratorRun.of(folder(layout, 2), other, "validate"), form);
        }
    }

    /// Only the tool's hash is known.
    @ParameterizedTest
    @EnumSource(names = {"DRIZZLE", "DRIZZLE_1", "PRISMA"})
    void theSameTextHasOneOfSeveralHashes(Layout layout) throws Exception {
        for (Form applied : Form.values()) {
            Postgres database = Postgres.database();
            Path folder = folder(layout, 2);
            change(folder, layout, applied::of);
            MigratorRun.of(folder, database);
            database.execute("DROP TABLE flyway_schema_history");
            for (Form form : Form.values()) {
                Path other = folder(layout, 2);
                change(other, layout, form::of);
                assertSame(MigratorRun.of(other, database, "dry-run"), form);
            }
            Path changed = folder(layout, 2);
            change(changed, layout, ChangedFilesTest::comment);
            assertThat(MigratorRun.of(changed, database, "dry-run").code()).isEqualTo(13);
        }
    }

    private static void assertSame(MigratorRun run, Form form) {
        assertThat(run.code()).as(form + ": " + run.output()).isZero();
        assertThat(run.output()).doesNotContain("changed");
    }

    /// The hash of no usual form, but Flyway's checksum is the same.
    @ParameterizedTest
    @EnumSource(names = {"DRIZZLE", "DRIZZLE_1", "PRISMA"})
    void flywaysChecksumDecidesWhereTheHashCannot(Layout layout) throws Exception {
        Postgres database = Postgres.database();
        Path folder = folder(layout, 1);
        change(folder, layout, text -> text.replaceFirst("\n", "\r\n"));
        MigratorRun.of(folder, database);
        assertThat(MigratorRun.of(folder(layout, 1), database).output()).contains("nothing to do");
        database.execute("DROP TABLE flyway_schema_history");
        assertThat(MigratorRun.of(folder(layout, 1), database).code()).isEqualTo(13);
    }

    /// Flyway's own run: it validates all files, unless it is told not to.
    @Test
    void flywayRunsBesideAChangedFile() throws Exception {
        Postgres database = Postgres.database();
        Path folder = folder(Layout.FLYWAY, 1);
        MigratorRun.of(folder, database);
        Path more = folder(Layout.FLYWAY, 2);
        Files.writeString(more.resolve("R__v.sql"), "CREATE OR REPLACE VIEW v AS SELECT 1 AS a;");
        change(more, Layout.FLYWAY, ChangedFilesTest::comment);
        assertThat(MigratorRun.of(more, database, WARN).output()).contains("2 applied");
    }
}
