package io.migrate.migrator.formats;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Drizzle's `meta/_journal.json`.
///
/// @param dialect `postgresql`, or `pg` in files of version 5
/// @param entries in the order in which Drizzle applies them
record DrizzleJournal(String dialect, List<Entry> entries) {
    /// One migration.
    ///
    /// @param when milliseconds since 1970
    /// @param tag the file's name without `.sql`
    record Entry(long when, String tag) {}

    /// Parses a journal; empty if the text is not JSON, or not a journal.
    static Optional<DrizzleJournal> read(String text) {
        String dialect = "";
        Optional<List<Entry>> entries = Optional.empty();
        try (JsonReader json = new JsonReader(new StringReader(Checksum.withoutMark(text)))) {
            json.setStrictness(Strictness.STRICT);
            json.beginObject();
            while (json.hasNext()) {
                String name = json.nextName();
                JsonToken value = json.peek();
                if (name.equals("dialect") && value == JsonToken.STRING) {
                    dialect = json.nextString();
                } else if (name.equals("entries") && value == JsonToken.BEGIN_ARRAY) {
                    entries = entries(json);
                } else {
                    json.skipValue();
                }
            }
            json.endObject();
        } catch (IOException | IllegalStateException | NumberFormatException _) {
            return Optional.empty();
        }
        String named = dialect;
        return entries.map(list -> new DrizzleJournal(named, list));
    }

    /// Empty if an entry is invalid.
    private static Optional<List<Entry>> entries(JsonReader json) throws IOException {
        var entries = new ArrayList<Entry>();
        boolean isComplete = true;
        json.beginArray();
        while (json.hasNext()) {
            Optional<Entry> entry = entry(json);
            entry.ifPresent(entries::add);
            isComplete &= entry.isPresent();
        }
        json.endArray();
        return isComplete ? Optional.of(entries) : Optional.empty();
    }

    private static Optional<Entry> entry(JsonReader json) throws IOException {
        Optional<Long> when = Optional.empty();
        String tag = "";
        json.beginObject();
        while (json.hasNext()) {
            String name = json.nextName();
            JsonToken value = json.peek();
            if (name.equals("when") && value == JsonToken.NUMBER) {
                when = Optional.of(json.nextLong());
            } else if (name.equals("tag") && value == JsonToken.STRING) {
                tag = json.nextString();
            } else {
                json.skipValue();
            }
        }
        json.endObject();
        if (when.isEmpty() || tag.isEmpty() || tag.contains("..") || tag.contains("\0")) {
            return Optional.empty();
        }
        return Optional.of(new Entry(when.get(), tag));
    }
}
