package io.migrate.benchmarks.migrator;

import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// A folder of similar migrations: each creates a table and an index, in two statements.
///
/// @param count the number of migrations
public record History(Path folder, int count) {
    /// The first timestamp in seconds; Drizzle uses milliseconds.
    private static final long FIRST = 1_700_000_000L;

    /// The format of a tool.
    public enum Format {
        /// Drizzle up to 0.45: files named by a journal.
        DRIZZLE,
        /// goose.
        GOOSE,
        /// dbmate.
        DBMATE
    }

    /// Writes the given number of migrations; a larger number extends a smaller one.
    public static History write(Path folder, Format format, int count) throws IOException {
        Files.createDirectories(folder);
        for (int i = 0; i < count; i++) {
            String table =
                    "CREATE TABLE t%d (id bigint PRIMARY KEY, name text NOT NULL);".formatted(i);
            String index = "CREATE INDEX t%d_name ON t%d (name);".formatted(i, i);
            switch (format) {
                case DRIZZLE ->
                        Files.writeString(
                                folder.resolve(tag(i) + ".sql"),
                                table + "\n--> statement-breakpoint\n" + index + "\n");
                case GOOSE ->
                        Files.writeString(
                                folder.resolve((FIRST + i) + "_step.sql"),
                                "-- +goose Up\n%s\n%s\n-- +goose Down\nDROP TABLE t%d;\n"
                                        .formatted(table, index, i));
                case DBMATE ->
                        Files.writeString(
                                folder.resolve((FIRST + i) + "_step.sql"),
                                "-- migrate:up\n%s\n%s\n-- migrate:down\nDROP TABLE t%d;\n"
                                        .formatted(table, index, i));
            }
        }
        if (format == Format.DRIZZLE) {
            writeJournal(folder, count);
        }
        return new History(folder, count);
    }

    private static String tag(int index) {
        return String.format(Locale.ROOT, "%04d_step", index);
    }

    private static void writeJournal(Path folder, int count) throws IOException {
        var mapper = new ObjectMapper();
        var journal = mapper.createObjectNode();
        journal.put("version", "7").put("dialect", "postgresql");
        var entries = journal.putArray("entries");
        for (int i = 0; i < count; i++) {
            entries.addObject()
                    .put("idx", i)
                    .put("version", "7")
                    .put("when", (FIRST + i) * 1000)
                    .put("tag", tag(i))
                    .put("breakpoints", true);
        }
        Files.createDirectories(folder.resolve("meta"));
        mapper.writeValue(folder.resolve("meta/_journal.json").toFile(), journal);
    }
}
