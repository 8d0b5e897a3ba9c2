package io.migrate.migrator.formats;

import java.util.List;
import java.util.Map;

/// A folder that was read.
///
/// @param format who wrote it
/// @param migrations in the tool's own order
/// @param companions other files that Flyway is handed, by path: script configuration, callbacks
/// @param notes one sentence for each thing that was left aside
public record Source(
        Format format,
        List<Migration> migrations,
        Map<String, String> companions,
        List<String> notes) {
    /// Copies what may change.
    public Source {
        migrations = List.copyOf(migrations);
        companions = Map.copyOf(companions);
        notes = List.copyOf(notes);
    }
}
