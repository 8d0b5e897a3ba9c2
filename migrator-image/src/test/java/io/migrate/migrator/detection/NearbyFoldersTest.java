package io.migrate.migrator.detection;

import static org.assertj.core.api.Assertions.assertThat;

import io.migrate.migrator.formats.ReadResult;
import io.migrate.migrator.formats.Tool;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A path that is one or more levels too high or too low.
class NearbyFoldersTest {
    @TempDir Path temporary;
    private Path app;

    @BeforeEach
    void app() {
        app = temporary.resolve("app");
    }

    private void file(String name, String text) throws IOException {
        Path file = app.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /// A migration in `db/migrate`, or where the tool keeps its migrations.
    private Path write(Tool tool) throws IOException {
        file("package.json", "{}");
        file("src/index.ts", "export {}");
        file("node_modules/other/1_a.up.sql", "SELECT 1;");
        switch (tool) {
            case FLYWAY -> file("db/migrate/V1__a.sql", "SELECT 1;");
            case DRIZZLE -> {
                file("db/migrate/0000_a.sql", "SELECT 1;");
                file(
                        "db/migrate/meta/_journal.json",
                        "{\"dialect\":\"postgresql\",\"entries\":[{\"when\":1,\"tag\":\"0000_a\"}]}");
            }
            case PRISMA -> {
                file("db/migrate/1_a/migration.sql", "SELECT 1;");
                file("db/migrate/migration_lock.toml", "provider = \"postgresql\"");
            }
            case GOLANG_MIGRATE -> file("db/migrate/1_a.up.sql", "SELECT 1;");
            case DBMATE -> file("db/migrate/1_a.sql", "-- migrate:up\n-- migrate:down");
            case GOOSE -> file("db/migrate/1_a.sql", "-- +goose Up\n");
        }
        return app.resolve("db/migrate");
    }

    private static String unusable(Path folder, Optional<Tool> tool) {
        return switch (FormatDetector.read(folder, tool)) {
            case ReadResult.Unusable(String problem, String advice) -> problem + " " + advice;
            case ReadResult.Found found -> throw new AssertionError(found.toString());
            case ReadResult.Empty empty -> throw new AssertionError(empty.toString());
            case ReadResult.Contradictory other -> throw new AssertionError(other.toString());
        };
    }

    /// Flyway finds its migrations at any depth.
    @ParameterizedTest
    @EnumSource(value = Tool.class, mode = EnumSource.Mode.EXCLUDE, names = "FLYWAY")
    void tooHigh(Tool tool) throws Exception {
        Path migrations = write(tool);
        for (Path folder : new Path[] {app, app.resolve("db")}) {
            for (Optional<Tool> asked : List.of(Optional.<Tool>empty(), Optional.of(tool))) {
                assertThat(unusable(folder, asked))
                        .isEqualTo(
                                "the folder %s contains no migrations, but %s (%s) does. Set the path to it: in a Pod, that of migrate.io/source; by hand, --dir or MIGRATE_DIR."
                                        .formatted(folder, migrations, tool.displayName()));
            }
        }
        assertThat(FormatDetector.read(migrations, Optional.empty()))
                .isInstanceOf(ReadResult.Found.class);
    }

    /// Another format is not pointed to if one is asked for.
    @Test
    void onlyWhatIsAskedFor() throws Exception {
        write(Tool.GOOSE);
        assertThat(FormatDetector.read(app, Optional.of(Tool.PRISMA)).toString())
                .doesNotContain("migrate (goose)");
    }

    @Test
    void prismaAndDrizzleWithoutTheirFiles() throws Exception {
        file("packages/db/sql/migrations/1_a/migration.sql", "SELECT 1;");
        Path migrations = app.resolve("packages/db/sql/migrations");
        assertThat(unusable(app, Optional.empty()))
                .contains("but %s (Prisma or Drizzle) does.".formatted(migrations));
        assertThat(unusable(app.resolve("packages"), Optional.of(Tool.PRISMA)))
                .contains("but %s (Prisma) does.".formatted(migrations));
    }

    @Test
    void severalAreNamed() throws Exception {
        file("a/1_a.up.sql", "SELECT 1;");
        file("b/1_a.sql", "-- +goose Up");
        assertThat(unusable(app, Optional.empty()))
                .contains(app.resolve("a") + " (golang-migrate)")
                .contains(app.resolve("b") + " (goose)")
                .contains(" do. Set the path to one of them: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DRIZZLE | meta | holds the journal of a Drizzle folder, not its migrations.",
                "PRISMA | 1_a | is that of one migration (Prisma)."
            })
    void tooLow(Tool tool, String inside, String sentence) throws Exception {
        Path folder = write(tool).resolve(inside);
        for (Optional<Tool> asked : List.of(Optional.<Tool>empty(), Optional.of(tool))) {
            assertThat(unusable(folder, asked))
                    .isEqualTo(
                            "the folder %s %s Set the path to the folder that contains it."
                                    .formatted(folder, sentence));
        }
    }

    @Test
    void besideTheMigrations() throws Exception {
        Path migrations = write(Tool.GOLANG_MIGRATE);
        file("db/migrate/archive/notes.txt", "x");
        assertThat(unusable(migrations.resolve("archive"), Optional.empty()))
                .contains("but %s (golang-migrate) does.".formatted(migrations));
    }

    @Test
    void aFileIsNoFolder() throws Exception {
        Path file = write(Tool.GOOSE).resolve("1_a.sql");
        assertThat(unusable(file, Optional.empty()))
                .isEqualTo(
                        "%s is a file, not a folder. Set the path to the folder that contains it."
                                .formatted(file));
    }

    /// What is hidden is not looked at, unless a link that is not leads there.
    @Test
    void hiddenFolders() throws Exception {
        file("src/notes.txt", "x");
        file(".git/1_a.up.sql", "SELECT 1;");
        assertThat(FormatDetector.read(app, Optional.empty()).toString())
                .doesNotContain("Set the path");
        file(".worktrees/abc/db/1_a.up.sql", "SELECT 1;");
        Files.createSymbolicLink(app.resolve("current"), Path.of(".worktrees/abc"));
        assertThat(unusable(app, Optional.empty()))
                .contains("but %s (golang-migrate) does.".formatted(app.resolve("current/db")));
    }

    /// Every folder is looked at once.
    @Test
    void linksThatLeadBack() throws Exception {
        write(Tool.GOLANG_MIGRATE);
        Files.createSymbolicLink(app.resolve("src/loop"), app);
        assertThat(unusable(app, Optional.of(Tool.GOLANG_MIGRATE)))
                .contains(app.resolve("db/migrate") + " (golang-migrate) does.");
    }
}
