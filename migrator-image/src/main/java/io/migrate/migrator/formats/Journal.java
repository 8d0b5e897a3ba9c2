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
        Optional<List<Entry>> entries = Optional.empty();
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
                } else {
                    json.skipChildren();
                }
            }
        } catch (IOException _) {
            return Optional.empty();
        }
        String named = dialect;
        return entries.map(list -> new Journal(named, list));
    }

    /// Empty if one of them is none.
    private static Optional<List<Entry>> entries(JsonParser json) throws IOException {
        var entries = new ArrayList<Entry>();
        while (json.nextToken() == JsonToken.START_OBJECT) {
            Optional<Long> when = Optional.empty();
            String tag = "";
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (name.equals("when") && value.isNumeric()) {
                    when = Optional.of(json.getLongValue());
                } else if (name.equals("tag") && value == JsonToken.VALUE_STRING) {
                    tag = json.getText();
                } else {
                    json.skipChildren();
                }
            }
            if (when.isEmpty() || tag.isEmpty() || tag.contains("..")) {
                return Optional.empty();
            }
            entries.add(new Entry(when.get(), tag));
        }
        return Optional.of(entries);
    }
}
