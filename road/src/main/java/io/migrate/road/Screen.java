package io.migrate.road;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;

import java.io.Console;
import java.io.PrintStream;
import java.util.List;

/// What a person sees: coloured on a terminal, plain text elsewhere and where `NO_COLOR` is set
/// (https://no-color.org).
record Screen(PrintStream out, Style style) {
    private static final int WIDTH = 110;

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
            context(before, shown, delta.getSource().getPosition());
            delta.getSource()
                    .getLines()
                    .forEach(text -> out.println(paint("31", "  - " + cut(text))));
            delta.getTarget()
                    .getLines()
                    .forEach(text -> out.println(paint("32", "  + " + cut(text))));
            shown = delta.getSource().getPosition() + delta.getSource().size();
        }
        context(before, shown, before.size());
    }

    private void context(List<String> lines, int from, int to) {
        int around = 3;
        for (int i = from; i < to; i++) {
            boolean near =
                    (i < from + around && from > 0) || (i >= to - around && to < lines.size());
            if (near) {
                out.println(paint("2", "    " + lines.get(i)));
            } else if (i == (from > 0 ? from + around : from)) {
                out.println(paint("2", "    ⋮"));
            }
        }
    }

    /// Long lines, such as a status as JSON, would hide what matters.
    private static String cut(String line) {
        return line.length() <= WIDTH ? line : line.substring(0, WIDTH - 1) + "…";
    }

    private String paint(String code, String text) {
        return style == Style.COLOUR ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
