package io.migrate.migrator.formats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// dbmate: `20250102030405_name.sql` with `-- migrate:up` and, for the way back, which is never
/// run, `-- migrate:down`; by the files' names. Source: pkg/dbmate/migration.go, db.go.
record Dbmate() implements Format {
    private static final Pattern FILE = Pattern.compile("(\\d+).*\\.sql");
    private static final Pattern UP = Pattern.compile("\\s*--\\s*migrate:up(\\s.*)?");
    private static final Pattern DOWN = Pattern.compile("\\s*--\\s*migrate:down(\\s.*)?");
    private static final Pattern NO_TRANSACTION = Pattern.compile(".*\\stransaction:false(\\s.*)?");

    @Override
    public String name() {
        return "dbmate";
    }

    @Override
    public Optional<ToolHistory> toolHistory() {
        return Optional.of(new Table());
    }

    @Override
    public boolean recognises(Path folder) throws IOException {
        for (NumberedFiles.File file : new NumberedFiles(root(folder), FILE).files()) {
            if (FormatDetector.text(file.path())
                    .lines()
                    .anyMatch(line -> UP.matcher(line).matches())) {
                return true;
            }
        }
        return false;
    }

    /// The folder itself, or where dbmate puts it in a project.
    private static Path root(Path folder) throws IOException {
        Path inside = folder.resolve("db/migrations");
        return Files.isDirectory(inside) && FormatDetector.files(folder, ".sql").isEmpty()
                ? inside
                : folder;
    }

    @Override
    public ReadResult read(Path folder) throws IOException {
        Path root = root(folder);
        var numbers = new NumberedFiles(root, FILE);
        var files = new ArrayList<>(numbers.files());
        if (files.isEmpty()) {
            return new ReadResult.Empty(
                    "the folder %s holds no migration of dbmate: no NUMBER_name.sql."
                            .formatted(folder));
        }
        Optional<ReadResult> twice = NumberedFiles.twice(files);
        if (twice.isPresent()) {
            return twice.get();
        }
        files.sort(Comparator.comparing(NumberedFiles.File::name));
        var migrations = new ArrayList<Migration>();
        var without = new ArrayList<String>();
        for (NumberedFiles.File file : files) {
            List<String> lines = AnnotatedSections.lines(FormatDetector.text(file.path()));
            if (AnnotatedSections.first(lines, Dbmate::isUp) == lines.size()) {
                without.add(file.name());
            } else {
                migrations.add(migration(file, lines));
            }
        }
        if (!without.isEmpty()) {
            return new ReadResult.Unusable(
                    "there is no -- migrate:up in %s.".formatted(String.join(", ", without)),
                    "Add it; dbmate refuses them too.");
        }
        List<String> notes =
                numbers.others().stream()
                        .map(name ->
                                name + " begins with no number; it is ignored, as dbmate does.")
                        .toList();
        return new ReadResult.Found(new Source(this, migrations, Map.of(), notes));
    }

    private static boolean isUp(String line) {
        return UP.matcher(AnnotatedSections.bare(line)).matches();
    }

    private static Migration migration(NumberedFiles.File file, List<String> lines) {
        var text = new StringBuilder();
        var sql = new StringBuilder();
        var transaction = Transaction.ONE;
        boolean up = false;
        for (String line : lines) {
            if (isUp(line)) {
                // One section ends where the next begins; its last statement may lack the `;`.
                sql.append(AnnotatedSections.isOpen(sql) ? ";" : "");
                up = true;
                transaction =
                        NO_TRANSACTION.matcher(AnnotatedSections.bare(line)).matches()
                                ? Transaction.NONE
                                : transaction;
            } else if (DOWN.matcher(AnnotatedSections.bare(line)).matches()) {
                up = false;
            }
            text.append(up ? line : "");
            sql.append(up ? line : AnnotatedSections.blank(line));
        }
        String name = NumberedFiles.withoutSuffix(file.name(), ".sql");
        return Migration.of(
                file.identity(),
                name,
                name,
                file.name(),
                text.toString(),
                new Effect.Sql(sql.toString(), transaction));
    }

    /// `schema_migrations` with the numbers as their files have them, zeros included.
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
            return Map.of("version", "character varying|text");
        }

        @Override
        public List<Write> create() {
            return List.of(Write.of("CREATE TABLE %s (version varchar PRIMARY KEY)"));
        }

        @Override
        public List<Entry> entries(List<Map<String, String>> rows, List<Migration> claimable) {
            return rows.stream()
                    .map(row ->
                            NumberedFiles.entry(
                                    row, row.getOrDefault("version", ""), new State.Applied()))
                    .toList();
        }

        @Override
        public List<Write> tell(Migration migration, Map<String, String> columns) {
            return List.of(
                    Write.of(
                            "INSERT INTO %s (version) VALUES (?)",
                            migration.script().replaceFirst("\\D.*", "")));
        }

        @Override
        public List<Write> forget(Entry entry, List<Migration> migrations) {
            return List.of(
                    Write.of(
                            "DELETE FROM %s WHERE version = ?",
                            entry.row().getOrDefault("version", "")));
        }

        @Override
        public List<Write> accept(Entry entry, Migration migration) {
            return List.of();
        }
    }
}
