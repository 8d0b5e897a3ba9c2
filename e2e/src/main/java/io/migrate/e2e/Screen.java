package io.migrate.e2e;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;

import java.io.Console;
import java.io.PrintStream;
import java.util.List;

/// The output of the demo: colored on a terminal, plain text elsewhere or if `NO_COLOR` is set
/// (https://no-color.org).
record Screen(PrintStream out, Style style) {
    private static final int WIDTH = 110;

    /// Unchanged lines to show before and after each difference.
    private static final int CONTEXT = 3;

    /// The style of the output.
    enum Style {
        COLOR,
        PLAIN
    }

    @SuppressWarnings("SystemConsoleNull") // it is null if neither end is a terminal
    static Screen standard() {
        Console console = System.console();
        boolean color =
                console != null && console.isTerminal() && System.getenv("NO_COLOR") == null;
        return new Screen(System.out, color ? Style.COLOR : Style.PLAIN);
    }

    void title(String text) {
        out.println();
        out.println(paint("1", text));
    }

    void line(String text) {
        out.println("  " + text);
    }

    void faint(String text) {
        out.println(paint("2", "  " + text));
    }

    void passed(String text) {
        out.println(paint("32", "  ✓ ") + text);
    }

    void failed(String text) {
        out.println(paint("31", "  ✗ ") + text);
    }

    /// Prints a diff: removed lines are marked with `-`, added ones with `+`, and long unchanged
    /// sections are omitted.
    void diff(List<String> before, List<String> after) {
        int shown = 0;
        for (AbstractDelta<String> delta : DiffUtils.diff(before, after).getDeltas()) {
            int start = delta.getSource().getPosition();
            int leading = shown == 0 ? 0 : Math.min(CONTEXT, start - shown);
            int trailing = Math.min(CONTEXT, start - shown - leading);
            unchanged(before.subList(shown, shown + leading));
            if (shown + leading + trailing < start) {
                ellipsis();
            }
            unchanged(before.subList(start - trailing, start));
            delta.getSource()
                    .getLines()
                    .forEach(text -> out.println(paint("31", "  - " + cut(text))));
            delta.getTarget()
                    .getLines()
                    .forEach(text -> out.println(paint("32", "  + " + cut(text))));
            shown = start + delta.getSource().size();
        }
        int trailing = Math.min(CONTEXT, before.size() - shown);
        unchanged(before.subList(shown, shown + trailing));
        if (shown + trailing < before.size()) {
            ellipsis();
        }
    }

    private void unchanged(List<String> lines) {
        lines.forEach(text -> out.println(paint("2", "    " + text)));
    }

    private void ellipsis() {
        out.println(paint("2", "    ⋮"));
    }

    /// Shortens long lines, such as a status as JSON.
    private static String cut(String line) {
        return line.length() <= WIDTH ? line : line.substring(0, WIDTH - 1) + "…";
    }

    private String paint(String code, String text) {
        return style == Style.COLOR ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
