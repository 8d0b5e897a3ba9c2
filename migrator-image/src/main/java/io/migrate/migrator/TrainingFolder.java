package io.migrate.migrator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/// The folders of the training runs: the least that each format has.
enum TrainingFolder {
    FLYWAY(
            Map.of(
                    "V1__create.sql",
                    "CREATE TABLE training (id bigint);",
                    "V2__index.sql",
                    "CREATE INDEX CONCURRENTLY training_id ON training (id);",
                    "R__view.sql",
                    "CREATE OR REPLACE VIEW trained AS SELECT id FROM training;")),
    GOLANG_MIGRATE(
            Map.of(
                    "000001_create.up.sql",
                    "CREATE TABLE training (id bigint);",
                    "000001_create.down.sql",
                    "DROP TABLE training;")),
    GOOSE(
            Map.of(
                    "00001_create.sql",
                    """
                    -- +goose Up
                    CREATE TABLE training (id bigint);
                    -- +goose Down
                    DROP TABLE training;
                    """)),
    DBMATE(
            Map.of(
                    "20260101000000_create.sql",
                    """
                    -- migrate:up
                    CREATE TABLE training (id bigint);
                    -- migrate:down
                    DROP TABLE training;
                    """)),
    PRISMA(
            Map.of(
                    "migration_lock.toml",
                    "provider = \"postgresql\"\n",
                    "20260101000000_create/migration.sql",
                    "CREATE TABLE training (id bigint);")),
    DRIZZLE_FOLDERS(
            Map.of(
                    "20260101000000_create/migration.sql",
                    "CREATE TABLE training (id bigint);",
                    "20260101000000_create/snapshot.json",
                    "{}"));

    // Every map is of Map.of.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Map<String, String> files;

    TrainingFolder(Map<String, String> files) {
        this.files = files;
    }

    /// A schema of its own, so that the folders do not meet.
    String schema() {
        return "training_" + name().toLowerCase(Locale.ROOT);
    }

    /// Writes the files to a temporary folder.
    Path write() throws IOException {
        Path folder = Files.createTempDirectory("training");
        for (Map.Entry<String, String> each : files.entrySet()) {
            Path file = folder.resolve(each.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, each.getValue());
        }
        return folder;
    }
}
