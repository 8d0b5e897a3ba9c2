package io.migrate.migrator.formats;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Drizzle's `meta/_journal.json`.
///
/// @param dialect `postgresql`, or `pg` in files of version 5
/// @param entries in the order in which Drizzle applies them
record Journal(String dialect, List<Entry> entries) {
    /// One migration.
    ///
    /// @param when milliseconds since 1970
    /// @param tag the file's name without `.sql`
    record Entry(long when, String tag) {}

    /// Empty if it is not JSON, or not a journal.
    static Optional<Journal> read(String text) {
        String dialect = "";
        List<Entry> entries = null;
        try (JsonParser json = new JsonFactory().createParser(Checksum.withoutMark(text))) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (name.equals("dialect") && value == JsonToken.VALUE_STRING) {
                    dialect = json.getText();
                } else if (name.equals("entries") && value == JsonToken.START_ARRAY) {
                    entries = entries(json);
                    if (entries == null) {
                        return Optional.empty();
                    }
                } else {
                    json.skipChildren();
                }
            }
        } catch (IOException _) {
            return Optional.empty();
        }
        return entries == null ? Optional.empty() : Optional.of(new Journal(dialect, entries));
    }

    private static List<Entry> entries(JsonParser json) throws IOException {
        var entries = new ArrayList<Entry>();
        while (json.nextToken() == JsonToken.START_OBJECT) {
            Long when = null;
            String tag = null;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (name.equals("when") && value.isNumeric()) {
                    when = json.getLongValue();
                } else if (name.equals("tag") && value == JsonToken.VALUE_STRING) {
                    tag = json.getText();
                } else {
                    json.skipChildren();
                }
            }
            if (when == null || tag == null || tag.contains("..")) {
                return null;
            }
            entries.add(new Entry(when, tag));
        }
        return entries;
    }
}
