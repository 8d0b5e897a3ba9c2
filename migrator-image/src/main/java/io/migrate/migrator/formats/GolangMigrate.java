package io.migrate.migrator.formats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// golang-migrate: `1_name.up.sql`, and for the way back `1_name.down.sql`, which is never run.
/// Source: source/parse.go and database/postgres/postgres.go.
record GolangMigrate() implements Format {
    private static final Pattern UP = Pattern.compile("(\\d{1,20})_(.*)\\.up\\.sql");

    @Override
    public String name() {
        return "golang-migrate";
    }

    @Override
    public Optional<ToolHistory> toolHistory() {
        return Optional.of(new Table());
    }

    @Override
    public boolean recognises(Path folder) throws IOException {
        return !new NumberedFiles(folder, UP).files().isEmpty();
    }

    @Override
    public ReadResult read(Path folder) throws IOException {
        var numbers = new NumberedFiles(folder, UP);
        List<NumberedFiles.File> files = numbers.files();
        if (files.isEmpty()) {
            return new ReadResult.Empty(
                    "the folder %s holds no migration of golang-migrate: no 1_name.up.sql."
                            .formatted(folder));
        }
        Optional<ReadResult> twice = NumberedFiles.twice(files);
        if (twice.isPresent()) {
            return twice.get();
        }
        var migrations = new ArrayList<Migration>();
        for (NumberedFiles.File file : files) {
            String text = FormatDetector.text(file.path());
            migrations.add(
                    Migration.of(
                            file.identity(),
                            NumberedFiles.withoutSuffix(file.name(), ".up.sql"),
                            file.name(),
                            text,
                            text));
        }
        return new ReadResult.Found(new Source(this, migrations, Map.of(), notes(folder, numbers)));
    }

    private static List<String> notes(Path folder, NumberedFiles numbers) throws IOException {
        return numbers.others().stream()
                .filter(name ->
                        !name.endsWith(".down.sql")
                                || !Files.exists(folder.resolve(name.replace(".down.", ".up."))))
                .map(name -> name + " is no NUMBER_name.up.sql; it is ignored.")
                .toList();
    }

    /// `schema_migrations`, whose only row holds the number that was reached: everything up to it
    /// is applied.
    private record Table() implements ToolHistory {
        @Override
        public Optional<String> schema() {
            return Optional.empty();
        }

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
        public List<Entry> entries(List<Map<String, String>> rows, List<Migration> claimable) {
            var entries = new ArrayList<Entry>();
            for (Map<String, String> row : rows) {
                String reached = row.getOrDefault("version", "0");
                Optional<Version> number = Version.parse(reached);
                for (Migration migration : claimable) {
                    if (number.filter(last -> version(migration).compareTo(last) < 0).isPresent()) {
                        entries.add(
                                NumberedFiles.entry(
                                        Map.of(), version(migration).text(), new State.Applied()));
                    }
                }
                // Before the first migration there may be a row with -1.
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
                    "golang-migrate failed in the migration with number %s and has marked the database as dirty: undo by hand what it left, if anything, then run repair, or migrate force with the number before it."
                            .formatted(number));
        }

        @Override
        public List<Write> tell(Migration migration, Map<String, String> columns) {
            String version = version(migration).text();
            return List.of(
                    Write.of("DELETE FROM %s WHERE version < ?::bigint", version),
                    Write.of(
                            "INSERT INTO %1$s (version, dirty) SELECT ?::bigint, false"
                                    + " WHERE NOT EXISTS (SELECT FROM %1$s)",
                            version));
        }

        /// Back to the migration before it.
        @Override
        public List<Write> forget(Entry entry, List<Migration> migrations) {
            var writes = new ArrayList<Write>();
            writes.add(Write.of("DELETE FROM %s"));
            migrations.stream()
                    .map(Table::version)
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

        @Override
        public List<Write> accept(Entry entry, Migration migration) {
            return List.of();
        }
    }
}
