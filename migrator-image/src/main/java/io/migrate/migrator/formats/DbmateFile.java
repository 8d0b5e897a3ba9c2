package io.migrate.migrator.formats;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A file of dbmate and its directives, each of which begins its line. Source:
/// pkg/dbmate/migration.go.
///
/// @param lines with their line breaks
/// @param directives in the order of the file
record DbmateFile(List<String> lines, List<Directive> directives) {
    private static final Pattern UP = Pattern.compile("--\\s*migrate:up(\\s.*)?");
    private static final Pattern DOWN = Pattern.compile("\\s*--\\s*migrate:down(?:\\s.*)?");
    private static final Pattern COMMENT = Pattern.compile("\\s*(?:--.*)?");
    private static final Pattern SPACES = Pattern.compile("\\s+");
    private static final String TRANSACTION = "transaction:";

    private static final String LEGAL =
            "A section is -- migrate:up, the statements to apply, -- migrate:down, and the"
                + " statements that revert them, each directive once and at the beginning of its"
                + " line. Correct it, or move a section to a file of its own.";

    /// What a directive begins.
    enum Kind {
        UP("-- migrate:up"),
        DOWN("-- migrate:down");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    /// One directive.
    ///
    /// @param line from 1
    /// @param options the words that follow it in its line
    record Directive(Kind kind, int line, List<String> options) {}

    static DbmateFile of(String text) {
        List<String> lines = AnnotatedSections.lines(text);
        boolean isIndented =
                lines.stream().noneMatch(line -> isDown(line) && line.startsWith("--"));
        var directives = new ArrayList<Directive>();
        for (int i = 0; i < lines.size(); i++) {
            String line = AnnotatedSections.bare(lines.get(i));
            Matcher up = UP.matcher(i == 0 ? Checksum.withoutMark(line) : line);
            if (up.matches()) {
                directives.add(new Directive(Kind.UP, i + 1, words(up.group(1))));
            } else if (isDown(line) && (isIndented || line.startsWith("--"))) {
                directives.add(new Directive(Kind.DOWN, i + 1, List.of()));
            }
        }
        return new DbmateFile(lines, directives);
    }

    private static boolean isDown(String line) {
        return DOWN.matcher(AnnotatedSections.bare(line)).matches();
    }

    private static List<String> words(String options) {
        return options == null || options.isBlank()
                ? List.of()
                : List.of(SPACES.split(options.strip()));
    }

    boolean hasUp() {
        return !ups().isEmpty();
    }

    private List<Directive> ups() {
        return directives.stream().filter(each -> each.kind() == Kind.UP).toList();
    }

    /// Whether the last section ends with a directive that dbmate takes for one.
    boolean hasDown() {
        return directives.getLast().kind() == Kind.DOWN
                && lines.get(directives.getLast().line() - 1).startsWith("--");
    }

    boolean hasByteOrderMark() {
        return lines.getFirst().startsWith("\uFEFF");
    }

    /// The migration. A section ends where the next begins; its last statement may lack the `;`.
    Migration migration(NumberedFiles.File file) {
        var text = new StringBuilder();
        var sql = new AnnotatedSections.OpenText();
        boolean isApplied = false;
        int next = 0;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (next < directives.size() && directives.get(next).line() == i + 1) {
                isApplied = directives.get(next).kind() == Kind.UP;
                next++;
                if (isApplied) {
                    sql.close();
                }
            }
            text.append(isApplied ? line : "");
            sql.append(isApplied ? line : AnnotatedSections.blank(line));
        }
        String name = NumberedFiles.withoutSuffix(file.name(), ".sql");
        return Migration.of(
                        file.identity(),
                        name,
                        name,
                        file.name(),
                        text.toString(),
                        effect(sql.toString()))
                .markedAs(String.join("", lines));
    }

    private Effect effect(String sql) {
        return defect().<Effect>map(reason -> new Effect.Invalid(reason, LEGAL))
                .orElseGet(() -> new Effect.Sql(sql, transaction()));
    }

    /// The last word about it counts in a section, and one section decides for the file.
    private Transaction transaction() {
        return ups().stream()
                        .anyMatch(up ->
                                up.options().stream()
                                        .filter(option -> option.startsWith(TRANSACTION))
                                        .reduce((_, later) -> later)
                                        .filter(option -> option.equals(TRANSACTION + "false"))
                                        .isPresent())
                ? Transaction.NONE
                : Transaction.ONE;
    }

    /// Why it is open what the file applies.
    private Optional<String> defect() {
        int first = ups().getFirst().line();
        for (int line = 1; line < first; line++) {
            String text = AnnotatedSections.bare(lines.get(line - 1));
            if (!COMMENT.matcher(line == 1 ? Checksum.withoutMark(text) : text).matches()) {
                return Optional.of(beforeUp(line, first));
            }
        }
        for (int i = 1; i < directives.size(); i++) {
            Directive one = directives.get(i - 1);
            Directive two = directives.get(i);
            if (one.kind() == two.kind()) {
                return Optional.of(twice(one, two));
            }
        }
        return sections();
    }

    /// dbmate commits the first section with the row of the file, and fails when it writes that row
    /// again for the second one.
    private Optional<String> sections() {
        return Optional.of(ups())
                .filter(ups -> ups.size() > 1)
                .map(ups ->
                        "has -- migrate:up in line %d and again in line %d; dbmate applies the first section, and fails at the second"
                                .formatted(ups.get(0).line(), ups.get(1).line()));
    }

    private static String twice(Directive one, Directive two) {
        Kind missing = one.kind() == Kind.UP ? Kind.DOWN : Kind.UP;
        return "has %s in line %d and again in line %d, and no %s between them, which dbmate refuses"
                .formatted(one.kind().text, one.line(), two.line(), missing.text);
    }

    private String beforeUp(int line, int up) {
        Directive first = directives.getFirst();
        return first.kind() == Kind.DOWN && first.line() < line
                ? "has -- migrate:down in line %d, before -- migrate:up in line %d, which dbmate refuses"
                        .formatted(first.line(), up)
                : "has a statement in line %d, before -- migrate:up in line %d, which dbmate refuses"
                        .formatted(line, up);
    }

    /// A sentence for each thing that may not be as it was meant.
    List<String> notes(String script) {
        var notes = new ArrayList<String>();
        for (Directive up : ups()) {
            for (String option : up.options()) {
                if (!option.startsWith(TRANSACTION)) {
                    notes.add(
                            "%s:%d has the option %s, which means nothing to dbmate; it is ignored."
                                    .formatted(script, up.line(), option));
                }
            }
        }
        return notes;
    }
}
