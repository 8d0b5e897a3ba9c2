package io.migrate.migrator.formats;

import io.migrate.migrator.configuration.FlywayNames;
import io.migrate.migrator.configuration.MissingValue;
import io.migrate.migrator.configuration.Placeholders;
import io.migrate.migrator.configuration.ScriptConf;
import io.migrate.migrator.folder.MigrationFolder;
import io.migrate.migrator.folder.SqlFile;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The files of a Flyway folder, sorted by what Flyway does with them. A path is relative to its
/// location, as in Flyway's history.
final class FlywayContents {
    private final FlywayNames names;
    private final Placeholders placeholders;
    private final List<Migration> migrations = new ArrayList<>();
    private final Map<String, String> companions = new HashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<String, MissingValue> missing = new HashMap<>();

    /// The folders of the files that are read, by their paths.
    private final Map<String, MigrationFolder> locations = new HashMap<>();

    private Optional<ReadResult> twice = Optional.empty();

    FlywayContents(FlywayNames names, Placeholders placeholders) {
        this.names = names;
        this.placeholders = placeholders;
    }

    List<Migration> migrations() {
        return migrations;
    }

    Map<String, String> companions() {
        return companions;
    }

    List<String> notes() {
        return notes;
    }

    Map<String, MissingValue> missing() {
        return missing;
    }

    /// The result if two locations have a file of the same path.
    Optional<ReadResult> twice() {
        return twice;
    }

    void add(MigrationFolder location, String script) throws IOException {
        String name = fileName(script);
        Optional<Migration> migration = migration(name, script, location);
        boolean isCompanion =
                (name.endsWith(".conf") && !name.equals("flyway.conf")) || names.isCallback(name);
        if (migration.isPresent()) {
            migrations.add(migration.get());
        } else if (isCompanion) {
            addCompanion(location, script);
        } else if (SqlFile.isNamed(name)) {
            notes.add(script + " does not follow Flyway's naming pattern; it is ignored.");
        }
        if (migration.isPresent() || isCompanion) {
            Optional<MigrationFolder> other = Optional.ofNullable(locations.put(script, location));
            twice = twice.or(() -> other.map(each -> twice(script, each, location)));
        }
    }

    private void addCompanion(MigrationFolder location, String script) throws IOException {
        String text = Checksum.withoutMark(location.text(script));
        companions.put(script, text);
        if (!script.endsWith(".conf")) {
            replaced(text, script, location)
                    .missing()
                    .ifPresent(value -> missing.put(script, value));
        }
    }

    private static ReadResult twice(String script, MigrationFolder one, MigrationFolder other) {
        return new ReadResult.Contradictory(
                "%s and %s have the same name in two locations."
                        .formatted(one.pathOf(script), other.pathOf(script)),
                "Change it in one of them.");
    }

    private static String fileName(String script) {
        return script.substring(script.lastIndexOf('/') + 1);
    }

    private Optional<Migration> migration(String name, String script, MigrationFolder folder)
            throws IOException {
        Optional<FlywayNames.Versioned> versioned = names.versioned(name);
        if (versioned.isPresent()) {
            Version version = Version.parse(versioned.get().version()).orElseThrow();
            Identity identity =
                    switch (versioned.get().kind()) {
                        case BASELINE -> new Identity.Baseline(version);
                        case MIGRATION -> new Identity.Versioned(version);
                    };
            return Optional.of(sql(identity, versioned.get().description(), script, folder));
        }
        Optional<FlywayNames.Versioned> code = names.code(name);
        if (code.isPresent()) {
            return Optional.of(code(code.get(), script));
        }
        Optional<String> repeatable = names.repeatable(name);
        return repeatable.isPresent()
                ? Optional.of(
                        sql(
                                new Identity.Repeatable(repeatable.get()),
                                repeatable.get(),
                                script,
                                folder))
                : Optional.empty();
    }

    private Migration sql(
            Identity identity, String description, String script, MigrationFolder folder)
            throws IOException {
        String text = folder.text(script);
        Placeholders.Replaced replaced = replaced(text, script, folder);
        replaced.missing().ifPresent(value -> missing.put(script, value));
        // Flyway computes the checksum of a repeatable after it has replaced the placeholders.
        boolean isOfReplaced = identity instanceof Identity.Repeatable && replaced.isComplete();
        return new Migration(
                identity,
                names.bare(fileName(script)),
                description,
                script,
                text,
                Checksum.crc32(isOfReplaced ? replaced.text() : text),
                new Effect.Sql(text, Transaction.ONE),
                Migration.Marks.of(text));
    }

    private Placeholders.Replaced replaced(String text, String script, MigrationFolder folder)
            throws IOException {
        Placeholders.Replaced replaced = placeholders.replace(text);
        boolean isUnchanged = replaced.isComplete() && replaced.text().equals(text);
        String conf = script + ".conf";
        boolean isOff =
                !isUnchanged
                        && folder.hasFile(conf)
                        && !ScriptConf.replacesPlaceholders(folder.text(conf));
        return isOff ? placeholders.unchanged(text) : replaced;
    }

    private static Migration code(FlywayNames.Versioned code, String script) {
        String name = fileName(script);
        return Migration.of(
                new Identity.Versioned(Version.parse(code.version()).orElseThrow()),
                name.substring(0, name.lastIndexOf('.')),
                code.description(),
                script,
                "",
                new Effect.Unsupported("is code, which only the program that contains it can run"));
    }
}
