package io.migrate.migrator.formats;

import io.migrate.migrator.folder.MigrationFolder;

import java.io.IOException;
import java.util.ArrayList;
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
            if (DbmateFile.of(root.text(file.name())).hasUp()) {
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
        files.sort((one, other) -> one.name().compareTo(other.name()));
        var migrations = new ArrayList<Migration>();
        var unannotated = new ArrayList<String>();
        var notes = new Notes();
        for (NumberedFiles.File file : files) {
            DbmateFile parsed = DbmateFile.of(root.text(file.name()));
            if (parsed.hasUp()) {
                migrations.add(parsed.migration(file));
                notes.of(file.name(), parsed);
            } else {
                unannotated.add(file.name());
            }
        }
        return unannotated.isEmpty()
                ? new ReadResult.Found(
                        new Source(this, migrations, Map.of(), notes.with(notes(numbered))))
                : new ReadResult.Unusable(
                        "there is no -- migrate:up in %s."
                                .formatted(AnnotatedSections.names(unannotated)),
                        "Add it at the beginning of a line; dbmate also rejects files without it.");
    }

    /// What is said about files that are read.
    private static final class Notes {
        private final List<String> marked = new ArrayList<>();
        private final List<String> open = new ArrayList<>();
        private final List<String> others = new ArrayList<>();

        void of(String script, DbmateFile file) {
            if (file.hasByteOrderMark()) {
                marked.add(script);
            }
            if (!file.hasDown()) {
                open.add(script);
            }
            others.addAll(file.notes(script));
        }

        List<String> with(List<String> notes) {
            var all = new ArrayList<String>(others);
            if (!marked.isEmpty()) {
                all.add(AnnotatedSections.marked(marked, Tool.DBMATE));
            }
            if (!open.isEmpty()) {
                all.add(
                        "there is no -- migrate:down at the beginning of a line in %s. The migrator does not need it, but dbmate refuses such a file."
                                .formatted(AnnotatedSections.names(open)));
            }
            all.addAll(notes);
            return all;
        }
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
