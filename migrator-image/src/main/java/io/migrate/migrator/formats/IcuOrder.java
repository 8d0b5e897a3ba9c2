package io.migrate.migrator.formats;

import java.util.List;
import java.util.Locale;
import java.util.function.IntUnaryOperator;

/// The order of JavaScript's `localeCompare` in English, for the characters of folder names: marks,
/// then digits, then letters ignoring case; if only the case differs, lower case first. Source: the
/// root collation of CLDR.
final class IcuOrder {
    private static final String MARKS = "_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$";

    private static final List<IntUnaryOperator> LEVELS =
            List.of(IcuOrder::primary, c -> Character.isUpperCase(c) ? 1 : 0, c -> c);

    private IcuOrder() {}

    static int compare(String left, String right) {
        for (IntUnaryOperator level : LEVELS) {
            for (int i = 0; i < Math.min(left.length(), right.length()); i++) {
                int order =
                        Integer.compare(
                                level.applyAsInt(left.charAt(i)),
                                level.applyAsInt(right.charAt(i)));
                if (order != 0) {
                    return order;
                }
            }
            if (left.length() != right.length()) {
                return Integer.compare(left.length(), right.length());
            }
        }
        return 0;
    }

    private static int primary(int c) {
        if (c == ' ') {
            return 0;
        }
        int mark = MARKS.indexOf(c);
        return mark >= 0
                ? mark + 1
                : MARKS.length()
                        + 1
                        + Character.toString(c).toLowerCase(Locale.ROOT).codePointAt(0);
    }
}
