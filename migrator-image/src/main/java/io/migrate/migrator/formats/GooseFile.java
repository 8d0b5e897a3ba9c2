package io.migrate.migrator.formats;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// A file of goose, read line by line as goose does, in its whole length: an error in the part that
/// reverts it is one too. Source: internal/sqlparser/parser.go.
final class GooseFile {
    static final String UP = "up";
    static final String DOWN = "down";
    static final String BEGIN = "statementbegin";
    static final String END = "statementend";
    static final String NO_TRANSACTION = "no transaction";
    static final String ENVSUB_ON = "envsub on";
    static final String ENVSUB_OFF = "envsub off";

    private static final Set<String> KNOWN =
            Set.of(UP, DOWN, BEGIN, END, NO_TRANSACTION, ENVSUB_ON, ENVSUB_OFF);
    private static final String PREFIX = "+goose";
    private static final Pattern COMMENT_AT_END = Pattern.compile("(?:^|\\s)--.*");

    static final String LEGAL =
            "Write one -- +goose Up, the statements to apply, at most one -- +goose Down, and the"
                + " statements that revert them. The others are -- +goose StatementBegin and"
                + " StatementEnd, in pairs, NO TRANSACTION, ENVSUB ON and ENVSUB OFF. Each begins"
                + " its line.";

    private enum Section {
        NONE,
        UP,
        DOWN
    }

    private Section section = Section.NONE;
    private int up;
    private int down;
    private int begin;
    private boolean isOpen;
    private boolean endsOpen;
    private Optional<String> defect = Optional.empty();

    private GooseFile() {}

    static GooseFile of(List<String> lines) {
        var file = new GooseFile();
        for (int i = 0; i < lines.size() && file.defect.isEmpty(); i++) {
            String line = AnnotatedSections.bare(lines.get(i));
            file.read(i == 0 ? Checksum.withoutMark(line) : line, i + 1);
        }
        file.end();
        return file;
    }

    /// The annotation in lower case; empty if the line is none.
    static String annotation(String line) {
        String text = Checksum.withoutMark(AnnotatedSections.bare(line));
        return isAnnotation(text)
                ? text.replace("--", "")
                        .replaceFirst(Pattern.quote(PREFIX), "")
                        .strip()
                        .toLowerCase(Locale.ROOT)
                : "";
    }

    private static boolean isAnnotation(String line) {
        return line.stripLeading().startsWith("--") && line.contains(PREFIX);
    }

    /// Why goose refuses the file; empty if it does not, or only because of a missing `;`.
    Optional<String> defect() {
        return defect.map(reason -> reason + ", which goose refuses");
    }

    /// Whether the last statement to apply has no `;`, which goose refuses too.
    boolean endsOpen() {
        return endsOpen;
    }

    private void read(String line, int number) {
        if (isAnnotation(line)) {
            annotation(line, number);
        } else if (section == Section.NONE) {
            reject(
                    !line.isBlank() && !line.stripLeading().startsWith("--"),
                    "has a statement in line %d, before -- +goose Up".formatted(number));
        } else if (section == Section.UP && begin == 0) {
            boolean isComment = line.isBlank() || line.stripLeading().startsWith("--");
            isOpen =
                    isComment
                            ? isOpen
                            : !COMMENT_AT_END.matcher(line).replaceFirst("").strip().endsWith(";");
        }
    }

    private void annotation(String line, int number) {
        String annotation = annotation(line);
        reject(
                Character.isWhitespace(line.charAt(0)),
                "has an annotation in line %d that does not begin its line".formatted(number));
        reject(
                !KNOWN.contains(annotation),
                "has an annotation in line %d that is unknown".formatted(number));
        switch (annotation) {
            case UP -> up(number);
            case DOWN -> down(number);
            case BEGIN -> {
                reject(
                        section == Section.NONE,
                        "has -- +goose StatementBegin in line %d, before -- +goose Up"
                                .formatted(number));
                reject(
                        begin > 0,
                        "has -- +goose StatementBegin in line %d and again in line %d, and no -- +goose StatementEnd between them"
                                .formatted(begin, number));
                begin = number;
            }
            case END -> {
                reject(
                        begin == 0,
                        "has -- +goose StatementEnd in line %d without StatementBegin"
                                .formatted(number));
                begin = 0;
                isOpen = false;
            }
            default -> {}
        }
    }

    private void up(int number) {
        reject(up > 0, "has -- +goose Up in line %d and again in line %d".formatted(up, number));
        reject(
                section == Section.DOWN,
                "has -- +goose Down in line %d, before -- +goose Up in line %d"
                        .formatted(down, number));
        up = number;
        section = Section.UP;
    }

    private void down(int number) {
        reject(
                down > 0,
                "has -- +goose Down in line %d and again in line %d".formatted(down, number));
        reject(begin > 0, withoutEnd());
        reject(
                section == Section.NONE,
                "has -- +goose Down in line %d, before -- +goose Up".formatted(number));
        endsOpen = isOpen;
        down = number;
        section = Section.DOWN;
    }

    private void end() {
        endsOpen |= section == Section.UP && isOpen;
        reject(begin > 0, withoutEnd());
    }

    private String withoutEnd() {
        return "has -- +goose StatementBegin in line %d without StatementEnd".formatted(begin);
    }

    private void reject(boolean isWrong, String reason) {
        if (isWrong && defect.isEmpty()) {
            defect = Optional.of(reason);
        }
    }
}
