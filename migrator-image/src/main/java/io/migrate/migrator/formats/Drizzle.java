package io.migrate.migrator.formats;

import io.migrate.migrator.folder.MigrationFolder;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Drizzle up to 0.45: `meta/_journal.json` and the files that it names, in its order. Source:
/// drizzle-orm/src/migrator.ts (readMigrationFiles) and pg-core/dialect.ts (migrate).
record Drizzle() implements Format {
    private static final String JOURNAL = "meta/_journal.json";
    private static final Set<String> DIALECTS = Set.of("postgresql", "pg");

    @Override
    public Tool tool() {
        return Tool.DRIZZLE;
    }

    @Override
    public String layout() {
        return JOURNAL;
    }

    @Override
    public Evidence evidence() {
        return Evidence.METADATA;
    }

    @Override
    public Optional<ToolHistory> toolHistory() {
        return Optional.of(DrizzleHistory.OLD);
    }

    @Override
    public OutOfOrder outOfOrder() {
        return OutOfOrder.SKIPPED;
    }

    @Override
    public boolean recognizes(MigrationFolder folder) throws IOException {
        return root(folder).hasFile(JOURNAL);
    }

    /// The folder itself, or `drizzle/` in it, which is Drizzle's default.
    private static MigrationFolder root(MigrationFolder folder) throws IOException {
        MigrationFolder inside = folder.subfolder("drizzle");
        return !folder.hasFile(JOURNAL) && inside.hasFile(JOURNAL) ? inside : folder;
    }

    @Override
    public ReadResult read(MigrationFolder folder) throws IOException {
        MigrationFolder root = root(folder);
        if (!root.hasFile(JOURNAL)) {
            return new ReadResult.Empty(
                    "the folder %s contains no Drizzle migrations: no meta/_journal.json."
                            .formatted(folder));
        }
        root.subfolder("meta").rejectOthers();
        String path = root.pathOf(JOURNAL);
        Optional<DrizzleJournal> journal = DrizzleJournal.read(root.text(JOURNAL));
        if (journal.isEmpty()) {
            return new ReadResult.Unusable(
                    "%s is not a valid Drizzle journal.".formatted(path),
                    "Restore it from version control, or generate it again with drizzle-kit.");
        }
        if (!DIALECTS.contains(journal.get().dialect())) {
            return new ReadResult.Unusable(
                    "%s belongs to a Drizzle history for \"%s\", not for PostgreSQL."
                            .formatted(path, journal.get().dialect()),
                    "Use the folder with the migrations for PostgreSQL.");
        }
        if (journal.get().entries().isEmpty()) {
            return new ReadResult.Empty("the journal %s lists no migrations.".formatted(path));
        }
        Optional<ReadResult> both = bothLayouts(root);
        return both.isPresent() ? both.get() : read(root, journal.get());
    }

    private static Optional<ReadResult> bothLayouts(MigrationFolder root) throws IOException {
        List<MigrationFolder> folders = DrizzleFolders.migrations(root);
        return !DrizzleFolders.haveSnapshot(folders)
                ? Optional.empty()
                : Optional.of(
                        new ReadResult.Unusable(
                                "%s has a journal and also migration folders of Drizzle 1.0, such as %s."
                                        .formatted(root, folders.getFirst().name()),
                                "Keep only one of them, as Drizzle does: drizzle-kit up converts"
                                        + " the journal's migrations to folders; remove meta/"
                                        + " afterwards."));
    }

    private ReadResult read(MigrationFolder root, DrizzleJournal journal) throws IOException {
        var missing = new ArrayList<String>();
        var migrations = new ArrayList<Migration>();
        for (DrizzleJournal.Entry entry : journal.entries()) {
            String file = entry.tag() + ".sql";
            if (root.hasFile(file)) {
                String text = root.text(file);
                migrations.add(
                        Migration.of(
                                new Identity.Stamped(entry.when(), Checksum.sha256(text)),
                                entry.tag(),
                                file,
                                text,
                                DrizzleBreakpoints.toStatements(text)));
            } else {
                missing.add(file);
            }
        }
        return missing.isEmpty()
                ? new ReadResult.Found(new Source(this, migrations, Map.of(), notes(root, journal)))
                : new ReadResult.Contradictory(
                        "the journal lists files that are missing: %s."
                                .formatted(String.join(", ", missing)),
                        "Add them to the image, or remove their entries from meta/_journal.json.");
    }

    private static List<String> notes(MigrationFolder root, DrizzleJournal journal)
            throws IOException {
        Set<String> named =
                journal.entries().stream()
                        .map(entry -> entry.tag() + ".sql")
                        .collect(Collectors.toSet());
        var notes = new ArrayList<String>();
        for (String name : root.sqlFiles()) {
            if (!named.contains(name)) {
                notes.add(
                        name + " is not in the journal; the migrator ignores it, as Drizzle does.");
            }
        }
        for (MigrationFolder inside : root.subfolders()) {
            if (inside.hasFile(JOURNAL)) {
                notes.add(
                        inside.name()
                                + " contains a separate Drizzle history; the migrator ignores it."
                                + " Run it with a separate migrator.");
            }
        }
        return notes;
    }
}
