package io.migrate.migrator.formats;

import io.migrate.migrator.configuration.MissingValue;
import io.migrate.migrator.configuration.ScriptConf;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The contents of a migration folder.
///
/// @param format of the folder
/// @param migrations in the tool's own order
/// @param companions other files for Flyway, by path: script configuration and callbacks
/// @param notes a sentence for each file or folder that is ignored
/// @param missing why a migration cannot run, by path: a placeholder in it has no value
public record Source(
        Format format,
        List<Migration> migrations,
        Map<String, String> companions,
        List<String> notes,
        Map<String, MissingValue> missing) {
    /// Copies the collections.
    public Source {
        migrations = List.copyOf(migrations);
        companions = Map.copyOf(companions);
        notes = List.copyOf(notes);
        missing = Map.copyOf(missing);
    }

    /// A folder in which no value is missing.
    Source(
            Format format,
            List<Migration> migrations,
            Map<String, String> companions,
            List<String> notes) {
        this(format, migrations, companions, notes, Map.of());
    }

    /// Whether Flyway replaces the placeholders in a migration. In the scripts of other tools, what
    /// is replaced is replaced already.
    public boolean replacesPlaceholders(Migration migration) {
        return format.tool() == Tool.FLYWAY
                && ScriptConf.replacesPlaceholders(
                        companions.getOrDefault(migration.script() + ".conf", ""));
    }

    /// The same without some of its migrations.
    public Source without(List<Migration> excluded) {
        return new Source(
                format,
                migrations.stream().filter(each -> !excluded.contains(each)).toList(),
                companions,
                notes);
    }

    /// The same with further notes.
    public Source withNotes(List<String> further) {
        return new Source(
                format,
                migrations,
                companions,
                Stream.concat(notes.stream(), further.stream()).toList(),
                missing);
    }
}
