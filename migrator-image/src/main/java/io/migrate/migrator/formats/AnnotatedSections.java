package io.migrate.migrator.formats;

import java.util.List;
import java.util.function.Predicate;

/// Parts of a text that are taken out of it, every other line staying the line that it is.
final class AnnotatedSections {
    private AnnotatedSections() {}

    /// The lines with their ends, so that joining them gives the text again.
    static List<String> lines(String text) {
        return List.of(text.split("(?<=\n)", -1));
    }

    /// A line that is nothing but its end.
    static String blank(String line) {
        return line.endsWith("\n") ? "\n" : "";
    }

    /// A line without its end.
    static String bare(String line) {
        return line.stripTrailing();
    }

    /// Whether its last statement may lack a `;`.
    static boolean isOpen(StringBuilder sql) {
        return !sql.toString().isBlank() && !sql.toString().stripTrailing().endsWith(";");
    }

    /// The first line of that kind, from 0; the number of lines if there is none.
    static int first(List<String> lines, Predicate<String> kind) {
        int i = 0;
        while (i < lines.size() && !kind.test(lines.get(i))) {
            i++;
        }
        return i;
    }
}
