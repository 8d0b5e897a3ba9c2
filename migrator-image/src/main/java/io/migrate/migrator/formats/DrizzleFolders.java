package io.migrate.migrator.formats;

import io.migrate.migrator.folder.MigrationFolder;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Drizzle from 1.0: `20250102030405_name/migration.sql`, beside it a snapshot, and no journal; in
/// the order of the names as ICU sorts them. Source: drizzle-orm/src/migrator.ts at 1.0.0-rc.5.
record DrizzleFolders() implements Format {
    private static final String FILE = "migration.sql";
    private static final String SNAPSHOT = "snapshot.json";
    private static final Pattern DIALECT = Pattern.compile("\"dialect\"\\s*:\\s*\"([^\"]*)\"");

    @Override
    public Tool tool() {
        return Tool.DRIZZLE;
    }

    @Override
    public String layout() {
        return "NAME/migration.sql beside a snapshot.json";
    }

    @Override
    public Evidence evidence() {
        return Evidence.SNAPSHOTS;
    }

    @Override
    public Optional<ToolHistory> toolHistory() {
        return Optional.of(DrizzleHistory.NEW);
    }

    @Override
    public OutOfOrder outOfOrder() {
        return OutOfOrder.APPLIED;
    }

    @Override
    public boolean recognizes(MigrationFolder folder) throws IOException {
        return haveSnapshot(migrations(root(folder)));
    }

    /// Returns whether one of them has a snapshot.
    static boolean haveSnapshot(List<MigrationFolder> migrations) throws IOException {
        for (MigrationFolder migration : migrations) {
            if (migration.hasFile(SNAPSHOT)) {
                return true;
            }
        }
        return false;
    }

    /// The folder itself, or `drizzle/` in it, which is Drizzle's default.
    private static MigrationFolder root(MigrationFolder folder) throws IOException {
        MigrationFolder inside = folder.subfolder("drizzle");
        return migrations(folder).isEmpty() && inside.exists() ? inside : folder;
    }

    static List<MigrationFolder> migrations(MigrationFolder root) throws IOException {
        var migrations = new ArrayList<MigrationFolder>();
        for (MigrationFolder each : root.subfolders()) {
            if (each.hasFile(FILE)) {
                migrations.add(each);
            }
        }
        return migrations;
    }

    @Override
    public ReadResult read(MigrationFolder folder) throws IOException {
        MigrationFolder root = root(folder);
        var migrations = new ArrayList<Migration>();
        for (MigrationFolder each : migrations(root)) {
            Optional<String> dialect = dialect(each);
            if (dialect.filter(found -> !found.startsWith("postgres")).isPresent()) {
                return new ReadResult.Unusable(
                        "%s belongs to a Drizzle history for \"%s\", not for PostgreSQL."
                                .formatted(each.pathOf(SNAPSHOT), dialect.get()),
                        "Use the folder with the migrations for PostgreSQL.");
            }
            migrations.add(migration(each.name(), each.text(FILE)));
        }
        if (migrations.isEmpty()) {
            return new ReadResult.Empty(
                    "the folder %s contains no Drizzle migrations: no meta/_journal.json and no NAME/%s."
                            .formatted(folder, FILE));
        }
        migrations.sort((left, right) -> IcuOrder.compare(left.name(), right.name()));
        return new ReadResult.Found(new Source(this, migrations, Map.of(), notes(root)));
    }

    private static Migration migration(String name, String text) {
        return Migration.of(
                new Identity.Named(name, DrizzleHistory.timestamp(name), Checksum.sha256(text)),
                name,
                name + "/" + FILE,
                text,
                DrizzleBreakpoints.toStatements(text));
    }

    private static List<String> notes(MigrationFolder root) throws IOException {
        var notes = new ArrayList<String>();
        for (String name : root.sqlFiles()) {
            notes.add(
                    name
                            + " is not in a migration folder; the migrator ignores it, as Drizzle"
                            + " does.");
        }
        for (MigrationFolder each : root.subfolders()) {
            if (DrizzleHistory.timestamp(each.name()).isPresent() && !each.hasFile(FILE)) {
                notes.add(
                        "%s has no %s; the migrator ignores it, as Drizzle does."
                                .formatted(each.name(), FILE));
            }
        }
        return notes;
    }

    /// The first dialect in the text: a snapshot begins with its own.
    private static Optional<String> dialect(MigrationFolder migration) throws IOException {
        if (!migration.hasFile(SNAPSHOT)) {
            return Optional.empty();
        }
        Matcher dialect = DIALECT.matcher(migration.text(SNAPSHOT));
        return dialect.find() ? Optional.of(dialect.group(1)) : Optional.empty();
    }
}
