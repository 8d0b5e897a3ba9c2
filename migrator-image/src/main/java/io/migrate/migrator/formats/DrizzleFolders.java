package io.migrate.migrator.formats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Drizzle from 1.0: `20250102030405_name/migration.sql`, beside it a snapshot, and no journal; by
/// name as ICU sorts it. Source: drizzle-orm/src/migrator.ts at 1.0.0-rc.5.
record DrizzleFolders() implements Format {
    private static final String FILE = "migration.sql";
    private static final String SNAPSHOT = "snapshot.json";
    private static final Pattern DIALECT = Pattern.compile("\"dialect\"\\s*:\\s*\"([^\"]*)\"");

    @Override
    public String name() {
        return "drizzle";
    }

    @Override
    public Optional<ToolHistory> toolHistory() {
        return Optional.of(DrizzleHistory.NEW);
    }

    @Override
    public boolean recognises(Path folder) throws IOException {
        Path root = root(folder);
        return migrations(root).stream().anyMatch(DrizzleFolders::hasSnapshot);
    }

    static boolean hasSnapshot(Path migration) {
        return Files.isRegularFile(migration.resolve(SNAPSHOT));
    }

    /// The folder itself, or `drizzle/` in it, where Drizzle puts it unless told otherwise.
    private static Path root(Path folder) throws IOException {
        Path inside = folder.resolve("drizzle");
        return migrations(folder).isEmpty() && Files.isDirectory(inside) ? inside : folder;
    }

    static List<Path> migrations(Path root) throws IOException {
        return FormatDetector.subfolders(root).stream()
                .filter(each -> Files.isRegularFile(each.resolve(FILE)))
                .toList();
    }

    @Override
    public ReadResult read(Path folder) throws IOException {
        Path root = root(folder);
        var migrations = new ArrayList<Migration>();
        for (Path each : migrations(root)) {
            Optional<String> dialect = dialect(each.resolve(SNAPSHOT));
            if (dialect.filter(found -> !found.startsWith("postgres")).isPresent()) {
                return new ReadResult.Unusable(
                        "%s is of a history of Drizzle for \"%s\", not for PostgreSQL."
                                .formatted(each.resolve(SNAPSHOT), dialect.get()),
                        "Point at the folder for PostgreSQL.");
            }
            String name = each.getFileName().toString();
            String text = FormatDetector.text(each.resolve(FILE));
            migrations.add(
                    Migration.of(
                            new Identity.Named(
                                    name, DrizzleHistory.stamp(name), Checksum.sha256(text)),
                            name,
                            name + "/" + FILE,
                            text,
                            DrizzleBreakpoints.toStatements(text)));
        }
        if (migrations.isEmpty()) {
            return new ReadResult.Empty(
                    "the folder %s holds no migration of Drizzle: no meta/_journal.json and no NAME/%s."
                            .formatted(folder, FILE));
        }
        migrations.sort((left, right) -> IcuOrder.compare(left.name(), right.name()));
        return new ReadResult.Found(new Source(this, migrations, Map.of(), notes(root)));
    }

    private static List<String> notes(Path root) throws IOException {
        return FormatDetector.files(root, ".sql").stream()
                .map(name ->
                        name + " lies in no migration's folder; it is ignored, as Drizzle does.")
                .toList();
    }

    /// Text is enough: the first dialect that a snapshot names is its own.
    private static Optional<String> dialect(Path snapshot) throws IOException {
        if (!Files.isRegularFile(snapshot)) {
            return Optional.empty();
        }
        Matcher dialect = DIALECT.matcher(FormatDetector.text(snapshot));
        return dialect.find() ? Optional.of(dialect.group(1)) : Optional.empty();
    }
}
