package io.migrate.migrator.formats;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.migrate.migrator.folder.MigrationFolder;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// golang-migrate: `1_name.up.sql`, and for rolling back `1_name.down.sql`, which is never run.
/// Source: source/parse.go and database/postgres/postgres.go.
record GolangMigrate() implements Format {
    private static final Pattern DOWN = Pattern.compile("(\\d{1,20})_(.*)\\.down\\.sql");
    private static final Pattern UP = Pattern.compile("(\\d{1,20})_(.*)\\.up\\.sql");

    @Override
    public Tool tool() {
        return Tool.GOLANG_MIGRATE;
    }

    @Override
    public String layout() {
        return "1_name.up.sql";
    }

    @Override
    public Evidence evidence() {
        return Evidence.FILE_NAMES;
    }

    @Override
    public Optional<ToolHistory> toolHistory() {
        return Optional.of(new History());
    }

    @Override
    public OutOfOrder outOfOrder() {
        return OutOfOrder.SKIPPED;
    }

    @Override
    public boolean recognizes(MigrationFolder folder) throws IOException {
        return !new NumberedFiles(folder, UP).files().isEmpty();
    }

    @Override
    public ReadResult read(MigrationFolder folder) throws IOException {
        folder.rejectFoldersNamedSql(1);
        var numbered = new NumberedFiles(folder, UP);
        List<NumberedFiles.File> files = numbered.files();
        if (files.isEmpty()) {
            return new ReadResult.Empty(
                    "the folder %s contains no golang-migrate migrations: no 1_name.up.sql."
                            .formatted(folder));
        }
        Optional<ReadResult> duplicate = NumberedFiles.rejected(files);
        if (duplicate.isPresent()) {
            return duplicate.get();
        }
        var migrations = new ArrayList<Migration>();
        for (NumberedFiles.File file : files) {
            String text = folder.text(file.name());
            migrations.add(
                    Migration.of(
                            file.identity(),
                            NumberedFiles.withoutSuffix(file.name(), ".up.sql"),
                            file.name(),
                            text,
                            text));
        }
        return new ReadResult.Found(new Source(this, migrations, Map.of(), notes(numbered)));
    }

    /// The down files belong to the up files by their number, not by their name.
    private static List<String> notes(NumberedFiles numbered) throws IOException {
        Set<Version> numbers =
                numbered.files().stream()
                        .map(NumberedFiles.File::number)
                        .collect(toUnmodifiableSet());
        List<NumberedFiles.File> downs = new NumberedFiles(numbered.folder(), DOWN).files();
        var notes = new ArrayList<String>();
        for (String name : numbered.others()) {
            if (!DOWN.matcher(name).matches()) {
                notes.add(name + " is not named NUMBER_name.up.sql; it is ignored.");
            }
        }
        for (int i = 0; i < downs.size(); i++) {
            NumberedFiles.File down = downs.get(i);
            if (!numbers.contains(down.number())) {
                notes.add("%s has the number of no .up.sql; it is ignored.".formatted(down.name()));
            }
            if (i > 0 && down.number().equals(downs.get(i - 1).number())) {
                notes.add(
                        "%s has the same number as %s, which golang-migrate refuses; both are ignored."
                                .formatted(down.name(), downs.get(i - 1).name()));
            }
        }
        notes.addAll(numbered.notesOnSubfolders(Tool.GOLANG_MIGRATE));
        return notes;
    }

    /// `schema_migrations`, whose only row holds the highest applied number: everything up to it is
    /// applied.
    private record History() implements ToolHistory {
        @Override
        public String table() {
            return "schema_migrations";
        }

        @Override
        public Map<String, String> columns() {
            return Map.of("version", "bigint|integer", "dirty", "boolean");
        }

        @Override
        public List<Write> create() {
            return List.of(
                    Write.of(
                            "CREATE TABLE %s (version bigint NOT NULL PRIMARY KEY,"
                                    + " dirty boolean NOT NULL)"));
        }

        @Override
        public List<Entry> entries(List<Map<String, String>> rows, List<Migration> candidates) {
            var entries = new ArrayList<Entry>();
            for (Map<String, String> row : rows) {
                String reached = row.getOrDefault("version", "0");
                Optional<Version> number = Version.parse(reached);
                for (Migration migration : candidates) {
                    if (number.filter(last -> version(migration).compareTo(last) < 0).isPresent()) {
                        entries.add(
                                NumberedFiles.entry(
                                        Map.of(), version(migration).text(), new State.Applied()));
                    }
                }
                // Before the first migration the row may hold -1, which is no migration.
                if (number.isPresent()) {
                    boolean dirty = "true".equals(row.get("dirty"));
                    entries.add(
                            NumberedFiles.entry(
                                    row, reached, dirty ? dirty(reached) : new State.Applied()));
                }
            }
            return entries;
        }

        private static Version version(Migration migration) {
            return migration.identity() instanceof Identity.Versioned(Version version)
                    ? version
                    : Version.of(0);
        }

        private static State dirty(String number) {
            return new State.Failed(
                    "golang-migrate failed in the migration with number %1$s and marked the database as dirty: part of it may be applied. To run it again, undo that part and run repair, or migrate force with the previous number; if you completed it by hand, run repair --completed, or migrate force %1$s."
                            .formatted(number));
        }

        @Override
        public List<Write> insert(Migration migration, Map<String, String> columns) {
            return reached(migration, "false");
        }

        @Override
        public List<Write> begin(Migration migration, Map<String, String> columns) {
            return reached(migration, "true");
        }

        @Override
        public List<Write> complete(Migration migration, Map<String, String> columns) {
            return List.of(
                    Write.of(
                            "UPDATE %s SET dirty = false WHERE version = ?::bigint",
                            version(migration).text()));
        }

        /// Sets the number, unless the row has a higher one.
        private static List<Write> reached(Migration migration, String dirty) {
            String version = version(migration).text();
            return List.of(
                    Write.of("DELETE FROM %s WHERE version < ?::bigint", version),
                    Write.of(
                            "INSERT INTO %1$s (version, dirty) SELECT ?::bigint, ?::boolean"
                                    + " WHERE NOT EXISTS (SELECT FROM %1$s)",
                            version, dirty));
        }

        /// Goes back to the number of the migration before it.
        @Override
        public List<Write> delete(Entry entry, List<Migration> migrations) {
            var writes = new ArrayList<Write>();
            writes.add(Write.of("DELETE FROM %s"));
            migrations.stream()
                    .map(History::version)
                    .filter(version ->
                            entry.number().filter(n -> version.compareTo(n) < 0).isPresent())
                    .max(Version::compareTo)
                    .ifPresent(version ->
                            writes.add(
                                    Write.of(
                                            "INSERT INTO %s (version, dirty)"
                                                    + " VALUES (?::bigint, false)",
                                            version.text())));
            return writes;
        }
    }
}
