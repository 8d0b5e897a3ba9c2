package io.migrate.migrator.formats;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// goose: `00001_name.sql` with `-- +goose Up` and, for the way back, which is never run, `--
/// +goose Down`. Source: internal/sqlparser/parser.go, migration.go, internal/dialects.
record Goose() implements Format {
    private static final Pattern FILE = Pattern.compile("(\\d+)_.*\\.(?:sql|go)(?<!_test\\.go)");
    private static final Pattern ANNOTATION = Pattern.compile("\\s*--\\s*\\+goose\\s+(.*)");
    private static final String ENVSUB = "envsub on";

    @Override
    public String name() {
        return "goose";
    }

    @Override
    public Optional<ToolHistory> toolHistory() {
        return Optional.of(new Table());
    }

    @Override
    public boolean recognises(Path folder) throws IOException {
        for (NumberedFiles.File file : new NumberedFiles(folder, FILE).files()) {
            if (file.name().endsWith(".sql")
                    && FormatDetector.text(file.path())
                            .lines()
                            .anyMatch(line -> annotation(line).equals("up"))) {
                return true;
            }
        }
        return false;
    }

    /// In small letters; empty if it is none.
    private static String annotation(String line) {
        Matcher matcher = ANNOTATION.matcher(AnnotatedSections.bare(line));
        return matcher.matches() ? matcher.group(1).strip().toLowerCase(Locale.ROOT) : "";
    }

    @Override
    public ReadResult read(Path folder) throws IOException {
        var numbers = new NumberedFiles(folder, FILE);
        List<NumberedFiles.File> files = numbers.files();
        if (files.isEmpty()) {
            return new ReadResult.Empty(
                    "the folder %s holds no migration of goose: no NUMBER_name.sql."
                            .formatted(folder));
        }
        // Files are sorted. 0 marks the beginning in goose's table.
        if (files.getFirst().number().equals(Version.of(0))) {
            return new ReadResult.Unusable(
                    "%s has the number 0, which goose keeps for itself."
                            .formatted(files.getFirst().name()),
                    "Give it one above 0; goose refuses it too.");
        }
        Optional<ReadResult> twice = NumberedFiles.twice(files);
        if (twice.isPresent()) {
            return twice.get();
        }
        var migrations = new ArrayList<Migration>();
        var without = new ArrayList<String>();
        for (NumberedFiles.File file : files) {
            String text = FormatDetector.text(file.path());
            if (file.name().endsWith(".go")) {
                migrations.add(code(file, text));
            } else if (text.lines().noneMatch(line -> annotation(line).equals("up"))) {
                without.add(file.name());
            } else {
                migrations.add(migration(file, AnnotatedSections.lines(text)));
            }
        }
        if (!without.isEmpty()) {
            return new ReadResult.Unusable(
                    "there is no -- +goose Up in %s.".formatted(String.join(", ", without)),
                    "Add it; goose refuses them too.");
        }
        List<String> notes =
                numbers.others().stream()
                        .map(name -> name + " is no NUMBER_name.sql; it is ignored.")
                        .toList();
        return new ReadResult.Found(new Source(this, migrations, Map.of(), notes));
    }

    private static Migration code(NumberedFiles.File file, String text) {
        String name = NumberedFiles.withoutSuffix(file.name(), ".go");
        return Migration.of(
                file.identity(),
                name,
                name,
                file.name(),
                text,
                new Effect.Unsupported("is Go code, which only the program that holds it can run"));
    }

    private static Migration migration(NumberedFiles.File file, List<String> lines) {
        List<String> up =
                lines.subList(
                        0, AnnotatedSections.first(lines, line -> annotation(line).equals("down")));
        String name = NumberedFiles.withoutSuffix(file.name(), ".sql");
        return Migration.of(
                file.identity(), name, name, file.name(), String.join("", up), effect(up));
    }

    private static Effect effect(List<String> up) {
        var sql = new StringBuilder();
        var transaction = Transaction.ONE;
        boolean substitutes = false;
        for (String line : up) {
            String annotation = annotation(line);
            substitutes =
                    (substitutes && !annotation.equals("envsub off")) || annotation.equals(ENVSUB);
            if (substitutes && line.contains("$")) {
                return new Effect.Unsupported(
                        "takes values from the environment (ENVSUB), which only goose does");
            }
            if (annotation.equals("no transaction")) {
                transaction = Transaction.NONE;
            }
            if (annotation.equals("statementend")) {
                sql.append(AnnotatedSections.isOpen(sql) ? ";" : "")
                        .append(AnnotatedSections.blank(line));
            } else {
                sql.append(annotation.isEmpty() ? line : AnnotatedSections.blank(line));
            }
        }
        // goose reads lines, and so loses the CR before the LF, in bodies of functions too.
        return new Effect.Sql(sql.toString().replace("\r\n", "\n"), transaction);
    }

    /// `goose_db_version`; the newest row of a number counts.
    private record Table() implements ToolHistory {
        @Override
        public Optional<String> schema() {
            return Optional.empty();
        }

        @Override
        public String table() {
            return "goose_db_version";
        }

        @Override
        public Map<String, String> columns() {
            return Map.of("version_id", "bigint|integer", "is_applied", "boolean");
        }

        @Override
        public List<Write> create() {
            return List.of(
                    Write.of(
                            """
                            CREATE TABLE %s (
                                id integer PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY,
                                version_id bigint NOT NULL,
                                is_applied boolean NOT NULL,
                                tstamp timestamp NOT NULL DEFAULT now()
                            )\
                            """),
                    Write.of("INSERT INTO %s (version_id, is_applied) VALUES (0, true)"));
        }

        @Override
        public List<Entry> entries(List<Map<String, String>> rows, List<Migration> claimable) {
            var newest = new LinkedHashMap<String, Map<String, String>>();
            rows.forEach(row -> newest.put(row.getOrDefault("version_id", "0"), row));
            newest.remove("0");
            return newest.values().stream()
                    .filter(row -> "true".equals(row.get("is_applied")))
                    .map(row ->
                            NumberedFiles.entry(row, row.get("version_id"), new State.Applied()))
                    .toList();
        }

        @Override
        public List<Write> tell(Migration migration, Map<String, String> columns) {
            return migration.identity() instanceof Identity.Versioned(Version version)
                    ? List.of(
                            Write.of(
                                    "INSERT INTO %s (version_id, is_applied)"
                                            + " VALUES (?::bigint, true)",
                                    version.text()))
                    : List.of();
        }

        @Override
        public List<Write> forget(Entry entry, List<Migration> migrations) {
            return List.of(
                    Write.of(
                            "DELETE FROM %s WHERE version_id = ?::bigint",
                            entry.row().getOrDefault("version_id", "0")));
        }

        @Override
        public List<Write> accept(Entry entry, Migration migration) {
            return List.of();
        }
    }
}
