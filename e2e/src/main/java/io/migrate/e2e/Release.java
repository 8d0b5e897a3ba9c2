package io.migrate.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// A later release of the sample, with an additional migration.
///
/// @param migrations its Drizzle folder
record Release(Path migrations) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// Copies the sample to a folder where it can be changed.
    static Release of(Sample sample, Path folder) throws IOException {
        Folders.copy(sample.migrations(), folder);
        return new Release(folder);
    }

    /// Counts the migrations of a Drizzle folder.
    static int count(Path migrations) throws IOException {
        return journal(migrations).path("entries").size();
    }

    /// Adds the next migration as drizzle-kit does: a file and its entry in the journal. A second
    /// call replaces the file.
    ///
    /// @param variant the name of a file in `broken/`
    /// @return the name of the migration
    String add(String variant) throws IOException {
        JsonNode entry = resource("journal-entry.json");
        ObjectNode journal = journal(migrations);
        ArrayNode entries = (ArrayNode) journal.path("entries");
        if (!entries.get(entries.size() - 1).equals(entry)) {
            entries.add(entry);
        }
        JSON.writeValue(file(migrations).toFile(), journal);
        String tag = entry.path("tag").asText();
        try (var sql = Release.class.getResourceAsStream("/broken/" + variant)) {
            Files.copy(sql, migrations.resolve(tag + ".sql"), StandardCopyOption.REPLACE_EXISTING);
        }
        return tag;
    }

    private static ObjectNode journal(Path migrations) throws IOException {
        return (ObjectNode) JSON.readTree(file(migrations).toFile());
    }

    private static Path file(Path migrations) {
        return migrations.resolve("meta/_journal.json");
    }

    private static JsonNode resource(String name) throws IOException {
        try (var json = Release.class.getResourceAsStream("/broken/" + name)) {
            return JSON.readTree(json);
        }
    }
}
