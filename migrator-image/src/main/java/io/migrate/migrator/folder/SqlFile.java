package io.migrate.migrator.folder;

import java.util.Locale;

/// Which files are SQL by their names.
public final class SqlFile {
    private static final String SUFFIX = ".sql";

    /// The categories of Unicode that may follow the suffix without being seen: separators, control
    /// characters and others without a shape.
    private static final int UNSEEN =
            1 << Character.SPACE_SEPARATOR
                    | 1 << Character.LINE_SEPARATOR
                    | 1 << Character.PARAGRAPH_SEPARATOR
                    | 1 << Character.CONTROL
                    | 1 << Character.FORMAT
                    | 1 << Character.SURROGATE
                    | 1 << Character.PRIVATE_USE
                    | 1 << Character.UNASSIGNED;

    private SqlFile() {}

    /// Returns whether a name ends with `.sql` as far as somebody can see: in upper or lower case,
    /// also if a space or a control character follows.
    public static boolean isNamed(String name) {
        return name.endsWith(SUFFIX) || isNamedLike(name);
    }

    private static boolean isNamedLike(String name) {
        int end = name.length();
        while (end > 0 && isUnseen(name.codePointBefore(end))) {
            end -= Character.charCount(name.codePointBefore(end));
        }
        int start = Math.max(0, end - SUFFIX.length());
        return name.substring(start, end).toLowerCase(Locale.ROOT).equals(SUFFIX);
    }

    private static boolean isUnseen(int codePoint) {
        return (UNSEEN >> Character.getType(codePoint) & 1) != 0;
    }
}
