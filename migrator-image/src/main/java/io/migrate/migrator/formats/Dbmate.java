package io.migrate.migrator.formats;

import io.migrate.migrator.folder.MigrationFolder;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// dbmate: `20250102030405_name.sql` with `-- migrate:up` and, for rolling back, which is never
/// run, `-- migrate:down`; in the order of the files' names. Source: pkg/dbmate/migration.go,
/// db.go.
record Dbmate() implements Format {
    private static final Pattern FILE = Pattern.compile("(\\d+).*\\.sql");
    private static final Pattern DIGIT = Pattern.compile("\\d");
    private static final Pattern UP = Pattern.compile("\\s*--\\s*migrate:up(\\s.*)?");
    private static final Pattern DOWN = Pattern.compile("\\s*--\\s*migrate:down(\\s.*)?");
    private static final Pattern NO_TRANSACTION = Pattern.compile(".*\\stransaction:false(\\s.*)?");

    @Override
    public Tool tool() {
        return Tool.DBMATE;
    }

    @Override
    public String layout() {
        return "-- migrate:up";
    }

    @Override
    public Evidence evidence() {
        return Evidence.ANNOTATIONS;
    }

    @Override
    public Optional<ToolHistory> toolHistory() {
        return Optional.of(new History());
    }

    @Override
    public boolean recognizes(MigrationFolder folder) throws IOException {
        MigrationFolder root = root(folder);
        for (NumberedFiles.File file : new NumberedFiles(root, FILE).files()) {
            if (root.text(file.name()).lines().anyMatch(line -> UP.matcher(line).matches())) {
                return true;
            }
        }
        return false;
    }

    /// The folder itself, or the one that dbmate uses in a project.
    private static MigrationFolder root(MigrationFolder folder) throws IOException {
        MigrationFolder inside = folder.subfolder("db/migrations");
        return inside.exists() && folder.files(".sql").isEmpty() ? inside : folder;
    }

    @Override
    public ReadResult read(MigrationFolder folder) throws IOException {
        MigrationFolder root = root(folder);
        root.rejectFoldersNamedSql(1);
        var numbered = new NumberedFiles(root, FILE);
        var files = new ArrayList<>(numbered.files());
        if (files.isEmpty()) {
            return new ReadResult.Empty(
                    "the folder %s contains no dbmate migrations: no NUMBER_name.sql."
                            .formatted(folder));
        }
        Optional<ReadResult> duplicate = NumberedFiles.rejected(files);
        if (duplicate.isPresent()) {
            return duplicate.get();
        }
        files.sort(Comparator.comparing(NumberedFiles.File::name));
        var migrations = new ArrayList<Migration>();
        var unannotated = new ArrayList<String>();
        for (NumberedFiles.File file : files) {
            List<String> lines = AnnotatedSections.lines(root.text(file.name()));
            if (AnnotatedSections.first(lines, Dbmate::isUp) == lines.size()) {
                unannotated.add(file.name());
            } else {
                migrations.add(migration(file, lines));
            }
        }
        return unannotated.isEmpty()
                ? new ReadResult.Found(new Source(this, migrations, Map.of(), notes(numbered)))
                : new ReadResult.Unusable(
                        "there is no -- migrate:up in %s."
                                .formatted(String.join(", ", unannotated)),
                        "Add it; dbmate also rejects files without it.");
    }

    private static List<String> notes(NumberedFiles numbered) throws IOException {
        var notes = new ArrayList<String>();
        for (String name : numbered.others()) {
            notes.add(
                    name
                            + (DIGIT.matcher(name).lookingAt()
                                    ? " does not end in .sql in lower case"
                                    : " does not begin with a number")
                            + "; the migrator ignores it, as dbmate does.");
        }
        notes.addAll(numbered.notesOnSubfolders(Tool.DBMATE));
        return notes;
    }

    private static boolean isUp(String line) {
        return UP.matcher(AnnotatedSections.bare(line)).matches();
    }

    private static Migration migration(NumberedFiles.File file, List<String> lines) {
        var text = new StringBuilder();
        var sql = new AnnotatedSections.OpenText();
        var transaction = Transaction.ONE;
        boolean up = false;
        for (String line : lines) {
            if (isUp(line)) {
                // A section ends where the next begins; its last statement may lack the `;`.
                sql.close();
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
                        new Effect.Sql(sql.toString(), transaction))
                .markedAs(String.join("", lines));
    }

    @Override
    public OutOfOrder outOfOrder() {
        return OutOfOrder.APPLIED;
    }

    /// `schema_migrations`, with numbers as the file names have them, leading zeros included.
    private record History() implements ToolHistory {
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
        public List<Write> insert(Migration migration, Map<String, String> columns) {
            return List.of(
                    Write.of(
                            "INSERT INTO %s (version) VALUES (?)",
                            migration.script().replaceFirst("\\D.*", "")));
        }

        @Override
        public List<Write> delete(Entry entry, List<Migration> migrations) {
            return List.of(
                    Write.of(
                            "DELETE FROM %s WHERE version = ?",
                            entry.row().getOrDefault("version", "")));
        }
    }
}
