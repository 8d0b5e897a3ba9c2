package io.migrate.migrator.detection;

import static org.assertj.core.api.Assertions.assertThat;

import io.migrate.migrator.formats.ReadResult;
import io.migrate.migrator.formats.Tool;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A format that is asked for is read, also without the files by which it would be recognized.
class AskedFormatTest {
    private static final String MIGRATION = "20240101000000_a/migration.sql";

    @TempDir Path dir;

    private void file(String name, String text) throws IOException {
        Path file = dir.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private ReadResult read(Tool tool) {
        return FormatDetector.read(dir, Optional.of(tool));
    }

    private static String unusable(ReadResult result) {
        return switch (result) {
            case ReadResult.Unusable(String problem, String advice) -> problem + " " + advice;
            case ReadResult.Found _, ReadResult.Empty _, ReadResult.Contradictory _ ->
                    throw new AssertionError(result.toString());
        };
    }

    private static Tool tool(ReadResult result) {
        return ((ReadResult.Found) result).source().format().tool();
    }

    @ParameterizedTest
    @EnumSource(
            value = Tool.class,
            names = {"PRISMA", "DRIZZLE"})
    void foldersAreReadWithoutLockAndSnapshot(Tool asked) throws Exception {
        file(MIGRATION, "SELECT 1;");
        assertThat(tool(read(asked))).isEqualTo(asked);
        assertThat(unusable(FormatDetector.read(dir, Optional.empty())))
                .contains("Set MIGRATE_FORMAT to prisma or drizzle.");
    }

    @ParameterizedTest
    @CsvSource({
        "PRISMA, migrations/20240101000000_a/migration.sql",
        "PRISMA, prisma/migrations/20240101000000_a/migration.sql",
        "DRIZZLE, drizzle/20240101000000_a/migration.sql"
    })
    void inTheFolderOfAProjectToo(Tool asked, String file) throws Exception {
        file(file, "SELECT 1;");
        assertThat(tool(read(asked))).isEqualTo(asked);
    }

    /// What is asked for goes before what would be recognized.
    @Test
    void theOtherToolsMarkDoesNotDecide() throws Exception {
        file(MIGRATION, "SELECT 1;");
        file("migration_lock.toml", "provider = \"postgresql\"");
        assertThat(tool(read(Tool.DRIZZLE))).isEqualTo(Tool.DRIZZLE);
        assertThat(tool(FormatDetector.read(dir, Optional.empty()))).isEqualTo(Tool.PRISMA);
    }

    @Test
    void aLockForAnotherDatabaseIsRefusedAllTheSame() throws Exception {
        file(MIGRATION, "SELECT 1;");
        file("migration_lock.toml", "provider = \"mysql\"");
        assertThat(unusable(read(Tool.PRISMA)))
                .contains("belongs to a Prisma history for \"mysql\", not for PostgreSQL.");
        Files.delete(dir.resolve("migration_lock.toml"));
        file("20240101000000_a/snapshot.json", "{\"dialect\":\"mysql\"}");
        assertThat(unusable(read(Tool.DRIZZLE)))
                .contains("belongs to a Drizzle history for \"mysql\", not for PostgreSQL.");
    }

    /// Says what was looked for, and what is there instead.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PRISMA | a.sql | SELECT 1; | contains no Prisma migrations: no NAME/migration.sql."
                    + " It contains a.sql. The format is set to prisma: correct it, or the path.",
                "DRIZZLE | a.sql | SELECT 1; | contains no Drizzle migrations: no"
                    + " meta/_journal.json and no NAME/migration.sql. It contains a.sql. The format"
                    + " is set to drizzle: correct it, or the path.",
                "FLYWAY | a.sql | SELECT 1; | contains no Flyway migrations. It contains a.sql. The"
                        + " format is set to flyway: correct it, or the path.",
                "GOLANG_MIGRATE | 1_a.sql | SELECT 1; | contains no golang-migrate migrations: no"
                    + " 1_name.up.sql. It contains 1_a.sql. The format is set to golang-migrate:"
                    + " correct it, or the path.",
                "GOOSE | a.sql | SELECT 1; | contains no goose migrations: no NUMBER_name.sql. It"
                        + " contains a.sql. The format is set to goose: correct it, or the path.",
                "DBMATE | a.sql | SELECT 1; | contains no dbmate migrations: no NUMBER_name.sql. It"
                        + " contains a.sql. The format is set to dbmate: correct it, or the path.",
                "GOLANG_MIGRATE | 1_a.sql | -- +goose Up | no 1_name.up.sql. It looks like a folder"
                        + " of goose (-- +goose Up).",
                "PRISMA | V1__a.sql | SELECT 1; | no NAME/migration.sql. It looks like a folder of"
                        + " Flyway (V1__name.sql).",
                "FLYWAY | a/migration.sql | SELECT 1; | contains no Flyway migrations.",
                "FLYWAY | knexfile.js | exports.up = knex | It looks like a folder of Knex"
                        + " (knexfile.js).",
                "GOOSE | 1_a.sql | SELECT 1; | there is no -- +goose Up in 1_a.sql.",
                "DBMATE | 1_a.sql | SELECT 1; | there is no -- migrate:up in 1_a.sql."
            })
    void otherwiseItSaysWhatIsThere(Tool asked, String name, String text, String sentence)
            throws Exception {
        file(name, text);
        if (name.contains("/")) {
            file("1_a.sql", "-- migrate:up");
        }
        assertThat(unusable(read(asked))).contains(sentence).doesNotContain("MIGRATE_FORMAT");
    }

    /// May be meant: see `MIGRATE_EMPTY_SOURCE`.
    @ParameterizedTest
    @EnumSource(Tool.class)
    void aFolderOfNothingIsEmpty(Tool asked) throws Exception {
        file("README.md", "x");
        assertThat(read(asked)).isInstanceOf(ReadResult.Empty.class);
    }
}
