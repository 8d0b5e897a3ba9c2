package io.migrate.migrator.formats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Drizzle up to 0.45: `meta/_journal.json` and the files that it names, in its order. Source:
/// drizzle-orm/src/migrator.ts (readMigrationFiles) and pg-core/dialect.ts (migrate).
record Drizzle() implements Format {
    private static final Path JOURNAL = Path.of("meta", "_journal.json");
    private static final Set<String> DIALECTS = Set.of("postgresql", "pg");

    @Override
    public String name() {
        return "drizzle";
    }

    @Override
    public Optional<ToolHistory> toolHistory() {
        return Optional.of(DrizzleHistory.OLD);
    }

    @Override
    public boolean recognises(Path folder) {
        return Files.isRegularFile(root(folder).resolve(JOURNAL));
    }

    /// The folder itself, or `drizzle/` in it, where Drizzle puts it unless told otherwise.
    private static Path root(Path folder) {
        Path inside = folder.resolve("drizzle");
        return !Files.isRegularFile(folder.resolve(JOURNAL))
                        && Files.isRegularFile(inside.resolve(JOURNAL))
                ? inside
                : folder;
    }

    @Override
    public ReadResult read(Path folder) throws IOException {
        Path root = root(folder);
        Path file = root.resolve(JOURNAL);
        if (!Files.isRegularFile(file)) {
            return new ReadResult.Unusable(
                    "there is no meta/_journal.json in " + folder + ", so it is no Drizzle folder.",
                    "Point at the folder that drizzle-kit generate writes (out: \"./drizzle\").");
        }
        Optional<DrizzleJournal> read = DrizzleJournal.read(FormatDetector.text(file));
        if (read.isEmpty()) {
            return new ReadResult.Unusable(
                    file + " is not a journal as Drizzle writes it.",
                    "Restore it from version control, or generate it again with drizzle-kit.");
        }
        DrizzleJournal journal = read.get();
        if (!DIALECTS.contains(journal.dialect())) {
            return new ReadResult.Unusable(
                    "%s is a history of Drizzle for \"%s\", not for PostgreSQL."
                            .formatted(file, journal.dialect()),
                    "Point at the folder for PostgreSQL.");
        }
        if (journal.entries().isEmpty()) {
            return new ReadResult.Empty("the journal " + file + " names no migration.");
        }
        List<Path> folders = DrizzleFolders.migrations(root);
        if (folders.stream().anyMatch(DrizzleFolders::hasSnapshot)) {
            return new ReadResult.Unusable(
                    "%s has a journal, and beside it folders as Drizzle 1.0 writes them, such as %s."
                            .formatted(root, folders.getFirst().getFileName()),
                    "Keep the one or the other, as Drizzle does: drizzle-kit up makes folders of"
                            + " what the journal names, and then meta/ is to be removed.");
        }
        return read(root, journal);
    }

    private ReadResult read(Path root, DrizzleJournal journal) throws IOException {
        var missing = new ArrayList<String>();
        var migrations = new ArrayList<Migration>();
        for (DrizzleJournal.Entry entry : journal.entries()) {
            Path file = root.resolve(entry.tag() + ".sql");
            if (Files.isRegularFile(file)) {
                String text = FormatDetector.text(file);
                migrations.add(
                        Migration.of(
                                new Identity.Stamped(entry.when(), Checksum.sha256(text)),
                                entry.tag(),
                                entry.tag() + ".sql",
                                text,
                                DrizzleBreakpoints.toStatements(text)));
            } else {
                missing.add(entry.tag() + ".sql");
            }
        }
        if (!missing.isEmpty()) {
            return new ReadResult.Contradictory(
                    "the journal names files that are missing: " + String.join(", ", missing) + ".",
                    "Add them to the image, or remove their entries from meta/_journal.json.");
        }
        return new ReadResult.Found(new Source(this, migrations, Map.of(), notes(root, journal)));
    }

    private static List<String> notes(Path root, DrizzleJournal journal) throws IOException {
        Set<String> named =
                journal.entries().stream()
                        .map(entry -> entry.tag() + ".sql")
                        .collect(Collectors.toSet());
        var notes = new ArrayList<String>();
        for (String name : FormatDetector.files(root, ".sql")) {
            if (!named.contains(name)) {
                notes.add(name + " is not named by the journal; it is ignored, as Drizzle does.");
            }
        }
        for (Path inside : FormatDetector.subfolders(root)) {
            if (Files.isRegularFile(inside.resolve(JOURNAL))) {
                notes.add(
                        inside.getFileName()
                                + " holds a history of its own; it is ignored: give it a migrator"
                                + " of its own.");
            }
        }
        return notes;
    }
}
