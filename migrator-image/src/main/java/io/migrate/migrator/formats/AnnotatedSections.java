package io.migrate.migrator.formats;

import java.util.List;
import java.util.function.Predicate;

/// Removes sections from a text; every other line keeps its line number.
final class AnnotatedSections {
    private static final int MAX_NAMES = 10;

    private AnnotatedSections() {}

    /// The lines with their line breaks, so that joining them gives the text again.
    static List<String> lines(String text) {
        return List.of(text.split("(?<=\n)", -1));
    }

    /// The line reduced to its line break.
    static String blank(String line) {
        return line.endsWith("\n") ? "\n" : "";
    }

    /// The line without its line break, and the first one without a byte order mark.
    static String bare(String line) {
        return Checksum.withoutMark(line).stripTrailing();
    }

    /// The index of the first line that matches; the number of lines if none does.
    static int first(List<String> lines, Predicate<String> matches) {
        int i = 0;
        while (i < lines.size() && !matches.test(lines.get(i))) {
            i++;
        }
        return i;
    }

    /// The names of files or the numbers of lines, the first ten of them.
    static String names(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(names.size(), MAX_NAMES)))
                + (names.size() > MAX_NAMES
                        ? " and %d more".formatted(names.size() - MAX_NAMES)
                        : "");
    }

    /// The note on files that begin with a byte order mark, which their tool takes for a statement.
    static String marked(List<String> names, Tool tool) {
        return "%s: a byte order mark precedes the text. The migrator passes over it, but %s refuses such a file."
                .formatted(names(names), tool.displayName());
    }

    /// SQL that is put together line by line, and whether its last statement may lack a `;`.
    static final class OpenText {
        private final StringBuilder text = new StringBuilder();
        private char last = ';';

        void append(String piece) {
            text.append(piece);
            String visible = piece.stripTrailing();
            last = visible.isEmpty() ? last : visible.charAt(visible.length() - 1);
        }

        /// Ends the last statement.
        void close() {
            if (last != ';') {
                append(";");
            }
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
