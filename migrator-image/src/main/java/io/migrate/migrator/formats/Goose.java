package io.migrate.migrator.formats;

import io.migrate.migrator.configuration.FolderLayout;
import io.migrate.migrator.configuration.GooseVariables;
import io.migrate.migrator.configuration.MissingValue;
import io.migrate.migrator.configuration.Placeholders;
import io.migrate.migrator.folder.MigrationFolder;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// goose: `00001_name.sql` with `-- +goose Up` and, for rolling back, which is never run, `--
/// +goose Down`. Source: internal/sqlparser/parser.go, migration.go, internal/dialects.
///
/// @param placeholders the values of variables between `ENVSUB ON` and `ENVSUB OFF`
record Goose(Placeholders placeholders) implements Format {
    private static final Pattern FILE = Pattern.compile("(\\d+)_.*\\.(?:sql|go)(?<!_test\\.go)");

    @Override
    public Format with(FolderLayout layout) {
        return new Goose(layout.placeholders());
    }

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
        return text.lines().anyMatch(line -> GooseFile.annotation(line).equals(GooseFile.UP));
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
        var marked = new ArrayList<String>();
        var open = new ArrayList<String>();
        var missing = new HashMap<String, MissingValue>();
        for (NumberedFiles.File file : files) {
            String text = folder.text(file.name());
            if (file.name().endsWith(".go")) {
                migrations.add(code(file, text));
            } else if (hasUp(text)) {
                List<String> lines = AnnotatedSections.lines(text);
                GooseFile parsed = GooseFile.of(lines);
                Up up = up(lines);
                migrations.add(migration(file, up, parsed));
                up.missing().ifPresent(value -> missing.put(file.name(), value));
                addIf(text.startsWith("\uFEFF"), marked, file);
                addIf(parsed.endsOpen(), open, file);
            } else {
                unannotated.add(file.name());
            }
        }
        return unannotated.isEmpty()
                ? new ReadResult.Found(
                        new Source(
                                this, migrations, Map.of(), notes(numbered, marked, open), missing))
                : new ReadResult.Unusable(
                        "there is no -- +goose Up in %s."
                                .formatted(AnnotatedSections.names(unannotated)),
                        "Add it at the beginning of a line; goose also rejects files without it.");
    }

    private static void addIf(boolean isOne, List<String> names, NumberedFiles.File file) {
        if (isOne) {
            names.add(file.name());
        }
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

    /// @param marked files with a byte order mark
    /// @param open files whose last statement has no `;`
    private static List<String> notes(
            NumberedFiles numbered, List<String> marked, List<String> open) throws IOException {
        var notes = new ArrayList<String>();
        if (!marked.isEmpty()) {
            notes.add(AnnotatedSections.marked(marked, Tool.GOOSE));
        }
        if (!open.isEmpty()) {
            notes.add(
                    "the last statement has no ; in %s. The migrator does not need it, but goose refuses such a file."
                            .formatted(AnnotatedSections.names(open)));
        }
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

    /// The part of a file that is applied.
    ///
    /// @param text as it is in the file
    /// @param missing why it cannot run
    private record Up(
            String text, String sql, Transaction transaction, Optional<MissingValue> missing) {}

    private static Migration migration(NumberedFiles.File file, Up up, GooseFile parsed) {
        String name = NumberedFiles.withoutSuffix(file.name(), ".sql");
        return Migration.of(
                file.identity(),
                name,
                name,
                file.name(),
                up.text(),
                parsed.defect()
                        .<Effect>map(reason -> new Effect.Invalid(reason, GooseFile.LEGAL))
                        .orElseGet(() -> new Effect.Sql(up.sql(), up.transaction())));
    }

    private Up up(List<String> lines) {
        List<String> up =
                lines.subList(
                        0,
                        AnnotatedSections.first(
                                lines, line -> GooseFile.annotation(line).equals(GooseFile.DOWN)));
        var sql = new AnnotatedSections.OpenText();
        var transaction = Transaction.ONE;
        var variables = new GooseVariables(placeholders);
        for (int i = 0; i < up.size(); i++) {
            String line = up.get(i);
            String annotation = GooseFile.annotation(line);
            if (annotation.equals(GooseFile.NO_TRANSACTION)) {
                transaction = Transaction.NONE;
            }
            if (annotation.equals(GooseFile.END)) {
                sql.close();
                sql.append(AnnotatedSections.blank(line));
            } else {
                sql.append(
                        annotation.isEmpty()
                                ? variables.replaced(line, i + 1)
                                : AnnotatedSections.blank(line));
            }
            variables.annotation(annotation);
        }
        // goose reads line by line and drops the CR before a LF, in function bodies too.
        return new Up(
                String.join("", up),
                sql.toString().replace("\r\n", "\n"),
                transaction,
                variables.missing());
    }
}
