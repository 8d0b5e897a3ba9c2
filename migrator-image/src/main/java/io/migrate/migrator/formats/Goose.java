package io.migrate.migrator.formats;

import io.migrate.migrator.folder.MigrationFolder;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// goose: `00001_name.sql` with `-- +goose Up` and, for rolling back, which is never run, `--
/// +goose Down`. Source: internal/sqlparser/parser.go, migration.go, internal/dialects.
record Goose() implements Format {
    private static final Pattern FILE = Pattern.compile("(\\d+)_.*\\.(?:sql|go)(?<!_test\\.go)");
    private static final Pattern ANNOTATION = Pattern.compile("\\s*--\\s*\\+goose\\s+(.*)");
    private static final String ENVSUB = "envsub on";

    @Override
    public Tool tool() {
        return Tool.GOOSE;
    }

    @Override
    public String layout() {
        return "-- +goose Up";
    }

    @Override
    public Evidence evidence() {
        return Evidence.ANNOTATIONS;
    }

    @Override
    public Optional<ToolHistory> toolHistory() {
        return Optional.of(new GooseHistory());
    }

    @Override
    public boolean recognizes(MigrationFolder folder) throws IOException {
        for (NumberedFiles.File file : new NumberedFiles(folder, FILE).files()) {
            if (file.name().endsWith(".sql") && hasUp(folder.text(file.name()))) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasUp(String text) {
        return text.lines().anyMatch(line -> annotation(line).equals("up"));
    }

    /// The annotation in lower case; empty if the line is none.
    private static String annotation(String line) {
        Matcher matcher = ANNOTATION.matcher(AnnotatedSections.bare(line));
        return matcher.matches() ? matcher.group(1).strip().toLowerCase(Locale.ROOT) : "";
    }

    @Override
    public ReadResult read(MigrationFolder folder) throws IOException {
        folder.rejectFoldersNamedSql(1);
        var numbered = new NumberedFiles(folder, FILE);
        List<NumberedFiles.File> files = numbered.files();
        if (files.isEmpty()) {
            return new ReadResult.Empty(
                    "the folder %s contains no goose migrations: no NUMBER_name.sql."
                            .formatted(folder));
        }
        Optional<ReadResult> rejected = zero(files).or(() -> NumberedFiles.rejected(files));
        if (rejected.isPresent()) {
            return rejected.get();
        }
        var migrations = new ArrayList<Migration>();
        var unannotated = new ArrayList<String>();
        for (NumberedFiles.File file : files) {
            String text = folder.text(file.name());
            if (file.name().endsWith(".go")) {
                migrations.add(code(file, text));
            } else if (hasUp(text)) {
                migrations.add(migration(file, AnnotatedSections.lines(text)));
            } else {
                unannotated.add(file.name());
            }
        }
        return unannotated.isEmpty()
                ? new ReadResult.Found(new Source(this, migrations, Map.of(), notes(numbered)))
                : new ReadResult.Unusable(
                        "there is no -- +goose Up in %s.".formatted(String.join(", ", unannotated)),
                        "Add it; goose also rejects files without it.");
    }

    /// Files are sorted by number. In goose's table, 0 is the number of the initial row.
    private static Optional<ReadResult> zero(List<NumberedFiles.File> files) {
        return Optional.of(files.getFirst())
                .filter(file -> file.number().equals(Version.of(0)))
                .map(file ->
                        new ReadResult.Unusable(
                                "%s has the number 0, which goose reserves.".formatted(file.name()),
                                "Use a number above 0; goose also rejects 0."));
    }

    private static List<String> notes(NumberedFiles numbered) throws IOException {
        var notes = new ArrayList<String>();
        for (String name : numbered.others()) {
            notes.add(name + " is not named NUMBER_name.sql; it is ignored.");
        }
        notes.addAll(numbered.notesOnSubfolders(Tool.GOOSE));
        return notes;
    }

    private static Migration code(NumberedFiles.File file, String text) {
        String name = NumberedFiles.withoutSuffix(file.name(), ".go");
        return Migration.of(
                file.identity(),
                name,
                name,
                file.name(),
                text,
                new Effect.Unsupported(
                        "is Go code, which only the program that contains it can run"));
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
        var sql = new AnnotatedSections.OpenText();
        var transaction = Transaction.ONE;
        boolean envsub = false;
        for (String line : up) {
            String annotation = annotation(line);
            envsub = (envsub && !annotation.equals("envsub off")) || annotation.equals(ENVSUB);
            if (envsub && line.contains("$")) {
                return new Effect.Unsupported(
                        "takes values from the environment (ENVSUB), which only goose supports");
            }
            if (annotation.equals("no transaction")) {
                transaction = Transaction.NONE;
            }
            if (annotation.equals("statementend")) {
                sql.close();
                sql.append(AnnotatedSections.blank(line));
            } else {
                sql.append(annotation.isEmpty() ? line : AnnotatedSections.blank(line));
            }
        }
        // goose reads line by line and drops the CR before a LF, in function bodies too.
        return new Effect.Sql(sql.toString().replace("\r\n", "\n"), transaction);
    }
}
