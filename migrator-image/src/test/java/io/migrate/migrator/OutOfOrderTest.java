package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A migration that belongs before an applied one, under each value of `MIGRATE_OUT_OF_ORDER`.
class OutOfOrderTest {
    private static final String MARK = "-- migrate.io: out-of-order\n";
    private static final String AS_TOOL = "--out-of-order=AsTool";
    private static final String MARKED = "--out-of-order=ApplyMarked";
    private static final String SKIPPED =
            "skipped, neither run nor recorded, because an applied migration follows: ";

    @TempDir Path dir;

    /// A database with the first and the third.
    private Postgres applied(Layout layout) throws Exception {
        Postgres database = Postgres.database();
        Folder folder = Folder.at(dir.resolve("before"));
        layout.add(folder, 1, sql(1));
        layout.add(folder, 3, sql(3));
        MigratorRun.of(folder.path(), database);
        return database;
    }

    private static String sql(int i) {
        return "CREATE TABLE t%d (id int);".formatted(i);
    }

    /// The first three, the second with a text before its SQL.
    private Path late(Layout layout, String before) throws IOException {
        Folder folder = Folder.at(dir.resolve("late" + before.hashCode()));
        layout.add(folder, 1, sql(1));
        layout.add(folder, 2, before + sql(2));
        return layout.add(folder, 3, sql(3)).path();
    }

    private static List<String> tables(Postgres database) throws Exception {
        return database.rows(
                "SELECT relname FROM pg_class WHERE relname ~ '^t\\d$' ORDER BY relname");
    }

    private static void assertRefused(MigratorRun run, Layout layout) {
        assertThat(run.code()).as(run.output()).isEqualTo(13);
        assertThat(run.output())
                .contains("%s is pending, but comes before".formatted(layout.name(2)));
    }

    @ParameterizedTest
    @EnumSource(names = {"PRISMA", "DRIZZLE_1", "DBMATE"})
    void asToolAppliesIt(Layout layout) throws Exception {
        Postgres database = applied(layout);
        assertRefused(MigratorRun.of(late(layout, ""), database), layout);
        MigratorRun run = MigratorRun.of(late(layout, ""), database, AS_TOOL);
        assertThat(run.output()).contains("1 applied");
        assertThat(tables(database)).containsExactly("t1", "t2", "t3");
    }

    @ParameterizedTest
    @EnumSource(names = {"FLYWAY", "GOOSE"})
    void asToolRefusesIt(Layout layout) throws Exception {
        Postgres database = applied(layout);
        assertRefused(MigratorRun.of(late(layout, ""), database, AS_TOOL), layout);
        assertThat(tables(database)).containsExactly("t1", "t3");
    }

    @ParameterizedTest
    @EnumSource(names = {"DRIZZLE", "GOLANG_MIGRATE"})
    void asToolSkipsIt(Layout layout) throws Exception {
        assertSkipped(layout, AS_TOOL);
    }

    /// The pattern with which Flyway skips it.
    @ParameterizedTest
    @EnumSource
    void aPatternSkipsIt(Layout layout) throws Exception {
        assertSkipped(layout, "--ignore-migration-patterns=*:ignored");
        Postgres database = applied(layout);
        String other = "--ignore-migration-patterns=*:ignored:" + layout.name(1);
        assertRefused(MigratorRun.of(late(layout, ""), database, other), layout);
    }

    /// In this run and in the following ones; what comes after it runs.
    private void assertSkipped(Layout layout, String setting) throws Exception {
        Postgres database = applied(layout);
        MigratorRun run = MigratorRun.of(late(layout, ""), database, setting);
        assertThat(run.code()).as(run.output()).isZero();
        assertThat(run.output())
                .containsOnlyOnce(SKIPPED + layout.name(2))
                .contains("nothing to do, at %s, 1 skipped".formatted(layout.name(3)));

        Folder folder = Folder.at(dir.resolve("more"));
        for (int i = 1; i <= 4; i++) {
            layout.add(folder, i, sql(i));
        }
        assertThat(MigratorRun.of(folder.path(), database, "validate", setting).code())
                .isEqualTo(17);
        assertThat(
                        MigratorRun.of(
                                        folder.path(),
                                        database,
                                        "dry-run",
                                        "--yes-on-this-database",
                                        setting)
                                .output())
                .contains("1 of 1 tested");
        MigratorRun next = MigratorRun.of(folder.path(), database, setting);
        assertThat(next.output())
                .contains("1 applied, now at " + layout.name(4))
                .containsOnlyOnce(SKIPPED + layout.name(2));
        assertThat(tables(database)).containsExactly("t1", "t3", "t4");
        assertThat(database.rows("SELECT script FROM flyway_schema_history ORDER BY 1"))
                .containsExactly(layout.script(1), layout.script(3), layout.script(4));
        if (layout.tool().isPresent()) {
            assertThat(database.rows(layout.tool().get().rows()))
                    .hasSize(
                            switch (layout) {
                                case GOLANG_MIGRATE -> 1;
                                case GOOSE -> 4;
                                default -> 3;
                            });
        }
        assertThat(MigratorRun.of(folder.path(), database, "wait", setting).code()).isZero();
        assertThat(MigratorRun.of(folder.path(), database, "info", setting).output())
                .contains("out of order, ignored")
                .contains("3 applied, 0 pending, 1 ignored");
        assertRefused(MigratorRun.of(folder.path(), database), layout);
        assertThat(MigratorRun.of(folder.path(), database, "--out-of-order=Apply").output())
                .contains("1 applied");
    }

    @ParameterizedTest
    @EnumSource
    void theMarkIsForOneMigration(Layout layout) throws Exception {
        Postgres database = applied(layout);
        Path marked = late(layout, MARK);
        assertRefused(MigratorRun.of(marked, database), layout);
        assertRefused(MigratorRun.of(late(layout, ""), database, MARKED), layout);
        assertThat(MigratorRun.of(marked, database, "info").output())
                .contains("out of order, marked")
                .contains("2 applied, 1 pending");
        assertThat(MigratorRun.of(marked, database, "validate", MARKED).code()).isEqualTo(17);
        assertThat(MigratorRun.of(marked, database, "wait", MARKED, "--timeout=1s").code())
                .isNotZero();
        assertThat(
                        MigratorRun.of(
                                        marked,
                                        database,
                                        "dry-run",
                                        "--yes-on-this-database",
                                        MARKED)
                                .output())
                .contains("1 of 1 tested");
        assertThat(tables(database)).containsExactly("t1", "t3");
        assertThat(MigratorRun.of(marked, database, MARKED).output()).contains("1 applied");
        assertThat(tables(database)).containsExactly("t1", "t2", "t3");
        assertThat(MigratorRun.of(marked, database).output()).contains("nothing to do");
    }

    /// It goes before what the tool would do, and before a pattern.
    @ParameterizedTest
    @EnumSource
    void asToolAppliesOneWithTheMark(Layout layout) throws Exception {
        Postgres database = applied(layout);
        MigratorRun run =
                MigratorRun.of(
                        late(layout, "\n" + MARK + "-- more\n"),
                        database,
                        AS_TOOL,
                        "--ignore-migration-patterns=*:ignored");
        assertThat(run.output()).contains("1 applied");
    }

    /// The annotations of these tools may come after it.
    @ParameterizedTest
    @EnumSource(names = {"GOOSE", "DBMATE"})
    void theMarkMayBeInTheFirstLine(Layout layout) throws Exception {
        Postgres database = applied(layout);
        Path folder = late(layout, "");
        Path file = folder.resolve(layout.script(2));
        Files.writeString(file, MARK + Files.readString(file));
        assertThat(MigratorRun.of(folder, database, MARKED).output()).contains("1 applied");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT '\n-- migrate.io: out-of-order\n';",
                "SELECT 1;\n-- migrate.io: out-of-order\n",
                "/*\n-- migrate.io: out-of-order\n*/",
                "/* a comment */\n-- migrate.io: out-of-order\n",
                "-- not migrate.io: out-of-order\n",
                "-- migrate.io out-of-order\n"
            })
    void otherTextIsNoMark(String before) throws Exception {
        Postgres database = applied(Layout.PRISMA);
        assertRefused(MigratorRun.of(late(Layout.PRISMA, before), database, MARKED), Layout.PRISMA);
    }

    @ParameterizedTest
    @EnumSource
    void anUnknownMarkOfAPendingMigrationIsAnError(Layout layout) throws Exception {
        Postgres database = Postgres.database();
        Folder folder = Folder.at(dir.resolve("unknown"));
        layout.add(folder, 1, "-- a comment\n-- migrate.io: outoforder\n" + sql(1));
        MigratorRun run = MigratorRun.of(folder.path(), database);
        assertThat(run.code()).isEqualTo(14);
        assertThat(run.output())
                .contains(
                        "%s:%d has the unknown mark \"-- migrate.io: outoforder\"; legal is out-of-order."
                                .formatted(layout.script(1), layout.firstLine() + 1));
        assertThat(MigratorRun.of(folder.path(), database, "validate").code()).isEqualTo(14);
        assertThat(tables(database)).isEmpty();

        // The same, applied: nobody may change it any more.
        MigratorRun.of(folder.path(), database, "baseline");
        assertThat(MigratorRun.of(folder.path(), database).output()).contains("nothing to do");
    }

    /// The target is behind what is applied, whether it is skipped or not.
    @Test
    void aSkippedTarget() throws Exception {
        Postgres database = applied(Layout.DRIZZLE);
        MigratorRun run =
                MigratorRun.of(late(Layout.DRIZZLE, ""), database, AS_TOOL, "--target", "0002_t");
        assertThat(run.output()).contains("nothing to do").contains("1 skipped");
        assertThat(run.code()).isZero();
    }

    /// What AsTool does is what the tool does.
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "FLYWAY")
    void theToolDoesTheSame(Layout layout) throws Exception {
        Tool tool = Tool.of(layout.tool().orElseThrow());
        Postgres ours = applied(layout);
        Postgres theirs = Postgres.database();
        tool.run(dir.resolve("before"), theirs);
        Path folder = late(layout, "");
        MigratorRun run = MigratorRun.of(folder, ours, AS_TOOL);
        try {
            tool.run(folder, theirs);
            assertThat(run.code()).as(run.output()).isZero();
        } catch (IOException e) {
            assertThat(run.code()).as(e.getMessage()).isEqualTo(13);
        }
        assertThat(tables(ours)).isEqualTo(tables(theirs));
    }
}
