package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Two applications, shop and blog, in one schema of one database. The second is told that the rows
/// are another application's before it writes anything, and the first goes on.
@Timeout(300)
class AnotherApplicationTest {
    @TempDir Path dir;

    /// How the numbers of blog are to those of shop, which are 4, 5 and 6.
    enum Numbers {
        SAME,
        FEWER,
        BELOW,
        ABOVE;

        List<Integer> numbers() {
            return switch (this) {
                case SAME -> List.of(4, 5, 6);
                case FEWER -> List.of(4);
                case BELOW -> List.of(1, 2);
                case ABOVE -> List.of(7, 8);
            };
        }
    }

    /// What blog has of its own.
    enum Own {
        NOTHING,
        TOOL_HISTORY,
        HISTORY
    }

    private static Stream<Arguments> all() {
        return Stream.of(Layout.values())
                .flatMap(layout ->
                        Stream.of(Numbers.values())
                                .flatMap(numbers ->
                                        Stream.of(Own.values())
                                                .filter(own -> isPossible(layout, numbers, own))
                                                .map(own -> Arguments.of(layout, numbers, own))));
    }

    /// Flyway has no other history, and two folders of Drizzle do not have the same milliseconds.
    private static boolean isPossible(Layout layout, Numbers numbers, Own own) {
        return switch (layout) {
            case FLYWAY -> own == Own.NOTHING;
            case DRIZZLE ->
                    own != Own.HISTORY || numbers == Numbers.BELOW || numbers == Numbers.ABOVE;
            case DRIZZLE_1, PRISMA, GOLANG_MIGRATE, GOOSE, DBMATE -> true;
        };
    }

    private Path folder(Layout layout, String application, List<Integer> numbers)
            throws IOException {
        Folder folder = Folder.at(dir.resolve(application));
        for (int i : numbers) {
            layout.add(folder, i, "CREATE TABLE %s_%d (id int);".formatted(application, i));
        }
        rename(folder.path(), application);
        return folder.path();
    }

    /// Files of two applications have different names.
    private static void rename(Path folder, String application) throws IOException {
        Path journal = folder.resolve("meta/_journal.json");
        if (Files.exists(journal)) {
            Files.writeString(
                    journal, Files.readString(journal).replace("_t\"", "_" + application + "\""));
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                String renamed = name.replaceFirst("_t(?=\\.|$)", "_" + application);
                if (!renamed.equals(name)) {
                    Files.move(file, folder.resolve(renamed));
                }
            }
        }
    }

    private static String[] own(Own own) {
        return switch (own) {
            case NOTHING -> new String[0];
            case TOOL_HISTORY -> new String[] {"--tool-history-table=blog_migrations"};
            case HISTORY -> new String[] {"--history-table=blog_history"};
        };
    }

    private static List<String> tables(Postgres database) throws Exception {
        return database.rows(
                "SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname !~"
                        + " '^pg_|information_schema' ORDER BY 1");
    }

    @ParameterizedTest
    @MethodSource("all")
    void theSecondIsToldAndTheFirstGoesOn(Layout layout, Numbers numbers, Own own)
            throws Exception {
        Postgres database = Postgres.database();
        Path shop = folder(layout, "shop", List.of(4, 5, 6));
        Path blog = folder(layout, "blog", numbers.numbers());
        assertThat(MigratorRun.of(shop, database).code()).isZero();
        List<String> before = tables(database);

        MigratorRun run = MigratorRun.of(blog, database, own(own));
        assertThat(run.code()).as(run.output()).isEqualTo(13);
        assertThat(run.output())
                .contains("the rows are another application's")
                .contains("history of its own: set MIGRATE_");
        if (own != Own.HISTORY) {
            assertThat(run.output()).contains("MIGRATE_HISTORY_TABLE (policy: history.table)");
        }
        if (layout != Layout.FLYWAY && own != Own.TOOL_HISTORY) {
            assertThat(run.output())
                    .contains("MIGRATE_TOOL_HISTORY_TABLE (policy: history.tool.table)");
        }
        assertThat(run.termination()).contains("another application's");
        for (String command : List.of("validate", "wait", "baseline", "dry-run")) {
            var arguments = new ArrayList<String>(List.of(own(own)));
            arguments.add(command);
            assertThat(MigratorRun.of(blog, database, arguments.toArray(new String[0])).output())
                    .contains("the rows are another application's");
        }
        assertThat(tables(database)).isEqualTo(before);

        MigratorRun apart =
                MigratorRun.of(
                        blog,
                        database,
                        "--history-table=blog_history",
                        "--tool-history-table=blog_migrations");
        assertThat(apart.code()).as(apart.output()).isZero();
        assertThat(apart.output()).contains("%d applied".formatted(numbers.numbers().size()));
        for (int i : numbers.numbers()) {
            assertThat(tables(database)).contains("public.blog_" + i);
        }
        MigratorRun again = MigratorRun.of(shop, database);
        assertThat(again.code()).as(again.output()).isZero();
        assertThat(again.output()).contains("nothing to do");
    }

    /// Both applications begin with a file of the same name, or with the very same file. Numbers
    /// say nothing about the others.
    @ParameterizedTest
    @EnumSource(names = {"GOLANG_MIGRATE", "GOOSE", "DBMATE"})
    void filesThatBothApplicationsHave(Layout layout) throws Exception {
        for (String first : List.of("CREATE TABLE blog_4 (id int);", "SELECT 4;")) {
            Postgres database = Postgres.database();
            Path shop = Files.createTempDirectory(dir, "shop");
            layout.add(Folder.at(shop), 4, "SELECT 4;");
            layout.add(Folder.at(shop), 5, "CREATE TABLE shop_5 (id int);");
            Path blog = Files.createTempDirectory(dir, "blog");
            layout.add(Folder.at(blog), 4, first);
            layout.add(Folder.at(blog), 5, "CREATE TABLE blog_5 (id int);");
            assertThat(MigratorRun.of(shop, database).code()).isZero();

            MigratorRun run = MigratorRun.of(blog, database, own(Own.HISTORY));
            assertThat(run.code()).as(run.output()).isEqualTo(13);
            assertThat(run.output())
                    .contains("the rows are another application's")
                    .contains("MIGRATE_TOOL_HISTORY_TABLE");

            // The same folder with another table for Flyway's rows is the same application.
            MigratorRun same = MigratorRun.of(shop, database, "--history-table=other_history");
            assertThat(same.code()).as(same.output()).isZero();
            assertThat(same.output()).contains("adopted 2 migrations");
        }
    }

    /// The tool alone has written its table.
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "FLYWAY")
    void soIsARowThatOnlyTheToolHasWritten(Layout layout) throws Exception {
        Postgres database = Postgres.database();
        History history = layout.tool().orElseThrow();
        database.execute(ToolTable.create(history) + ToolTable.row(history, 3, "SELECT 3"));
        Folder folder = Folder.at(dir.resolve("other"));
        for (int i : new int[] {4, 5}) {
            layout.add(folder, i, "CREATE TABLE other_%d (id int);".formatted(i));
        }
        MigratorRun run = MigratorRun.of(folder.path(), database);
        assertThat(run.code()).as(run.output()).isEqualTo(13);
        assertThat(run.output()).contains("the rows are another application's");
        assertThat(tables(database)).hasSize(1);
        layout.add(folder, 3, "SELECT 3");
        Path same = Files.createTempDirectory(dir, "same");
        Folder ordered = Folder.at(same);
        for (int i : new int[] {3, 4, 5}) {
            layout.add(
                    ordered,
                    i,
                    i == 3 ? "SELECT 3" : "CREATE TABLE other_%d (id int);".formatted(i));
        }
        assertThat(MigratorRun.of(same, database).output())
                .contains("adopted 1 migration")
                .contains("2 applied");
    }

    /// golang-migrate records one number, and a timestamp is no later number of this folder.
    @Test
    void aTimestampIsNotALaterRelease() throws Exception {
        Path folder = folder(Layout.GOLANG_MIGRATE, "blog", List.of(1, 2));
        Postgres database = Postgres.database();
        database.execute(
                ToolTable.create(History.GOLANG_MIGRATE)
                        + "INSERT INTO schema_migrations VALUES (20240101000003, false)");
        MigratorRun run = MigratorRun.of(folder, database);
        assertThat(run.code()).as(run.output()).isEqualTo(13);
        assertThat(run.output()).contains("the rows are another application's");
        database.execute("UPDATE schema_migrations SET version = 3");
        MigratorRun older = MigratorRun.of(folder, database);
        assertThat(older.code()).as(older.output()).isZero();
        assertThat(older.output()).contains("ahead of the folder by 1 migration");
    }

    /// A folder whose files were squashed looks the same: it says so, and how to go on.
    @ParameterizedTest
    @EnumSource
    void aSquashedFolderIsRepaired(Layout layout) throws Exception {
        for (int number : new int[] {1, 8}) {
            Postgres database = Postgres.database();
            Path shop = folder(layout, "shop" + number, List.of(4, 5));
            assertThat(MigratorRun.of(shop, database).code()).isZero();
            Path squashed = folder(layout, "squash" + number, List.of(number));
            MigratorRun run = MigratorRun.of(squashed, database);
            assertThat(run.code()).as(run.output()).isEqualTo(13);
            assertThat(run.output()).contains("or the files were replaced").contains("squashed");

            assertThat(MigratorRun.of(squashed, database, "repair").output())
                    .contains("the rows are another application's, or the files were replaced")
                    .contains("2 to repair; nothing was changed");
            assertThat(MigratorRun.of(squashed, database, "repair", "--yes").code()).isZero();
            // golang-migrate goes back to the number of the file before.
            boolean isRecorded = layout == Layout.GOLANG_MIGRATE && number == 1;
            if (!isRecorded) {
                MigratorRun baseline = MigratorRun.of(squashed, database, "baseline");
                assertThat(baseline.code()).as(baseline.output()).isZero();
            }
            MigratorRun done = MigratorRun.of(squashed, database);
            assertThat(done.code()).as(done.output()).isZero();
            assertThat(done.output()).contains(isRecorded ? "0 applied" : "nothing to do");
        }
    }
}
