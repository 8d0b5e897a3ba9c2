package io.migrate.e2e;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;

import java.io.Console;
import java.io.PrintStream;
import java.util.List;

/// What a person sees: coloured on a terminal, plain text elsewhere and where `NO_COLOR` is set
/// (https://no-color.org).
record Screen(PrintStream out, Style style) {
    private static final int WIDTH = 110;

    /// Lines of the same that are shown before and after each difference.
    private static final int AROUND = 3;

    /// How it is shown.
    enum Style {
        COLOUR,
        PLAIN
    }

    @SuppressWarnings("SystemConsoleNull") // it is null where neither end is a terminal
    static Screen standard() {
        Console console = System.console();
        boolean colour =
                console != null && console.isTerminal() && System.getenv("NO_COLOR") == null;
        return new Screen(System.out, colour ? Style.COLOUR : Style.PLAIN);
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

    void held(String text) {
        out.println(paint("32", "  ✓ ") + text);
    }

    void failed(String text) {
        out.println(paint("31", "  ✗ ") + text);
    }

    /// Both texts as one: what is gone marked with `-`, what came with `+`, long runs of the same
    /// left out.
    void diff(List<String> before, List<String> after) {
        int shown = 0;
        for (AbstractDelta<String> delta : DiffUtils.diff(before, after).getDeltas()) {
            int start = delta.getSource().getPosition();
            int leading = shown == 0 ? 0 : Math.min(AROUND, start - shown);
            int trailing = Math.min(AROUND, start - shown - leading);
            same(before.subList(shown, shown + leading));
            if (shown + leading + trailing < start) {
                leftOut();
            }
            same(before.subList(start - trailing, start));
            delta.getSource()
                    .getLines()
                    .forEach(text -> out.println(paint("31", "  - " + cut(text))));
            delta.getTarget()
                    .getLines()
                    .forEach(text -> out.println(paint("32", "  + " + cut(text))));
            shown = start + delta.getSource().size();
        }
        int trailing = Math.min(AROUND, before.size() - shown);
        same(before.subList(shown, shown + trailing));
        if (shown + trailing < before.size()) {
            leftOut();
        }
    }

    private void same(List<String> lines) {
        lines.forEach(text -> out.println(paint("2", "    " + text)));
    }

    private void leftOut() {
        out.println(paint("2", "    ⋮"));
    }

    /// Long lines, such as a status as JSON, would hide what matters.
    private static String cut(String line) {
        return line.length() <= WIDTH ? line : line.substring(0, WIDTH - 1) + "…";
    }

    private String paint(String code, String text) {
        return style == Style.COLOUR ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
