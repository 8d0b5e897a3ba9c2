package io.migrate.migrator.formats;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The contents of a migration folder.
///
/// @param format of the folder
/// @param migrations in the tool's own order
/// @param companions other files for Flyway, by path: script configuration and callbacks
/// @param notes a sentence for each file or folder that is ignored
public record Source(
        Format format,
        List<Migration> migrations,
        Map<String, String> companions,
        List<String> notes) {
    /// Copies the collections.
    public Source {
        migrations = List.copyOf(migrations);
        companions = Map.copyOf(companions);
        notes = List.copyOf(notes);
    }

    /// The same with further notes.
    public Source withNotes(List<String> further) {
        return new Source(
                format,
                migrations,
                companions,
                Stream.concat(notes.stream(), further.stream()).toList());
    }
}
