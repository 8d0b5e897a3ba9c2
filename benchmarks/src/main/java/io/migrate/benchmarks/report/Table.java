package io.migrate.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Formats figures as a table that is also valid Markdown.
public final class Table {
    private Table() {}

    /// Returns one line per figure, below a heading.
    public static String of(List<Figure> figures) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("", "value", "from … to", "peer", "peer value", "ratio", "aim", ""));
        rows.add(List.of("---", "---:", "---:", "---", "---:", "---:", "---", "---"));
        figures.forEach(each -> rows.add(row(each)));
        var widths = new int[rows.getFirst().size()];
        rows.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        var text = new StringBuilder();
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                text.append("| ").append(padded(row.get(i), widths[i])).append(' ');
            }
            text.append("|\n");
        }
        return text.toString();
    }

    private static String padded(String cell, int width) {
        return cell + " ".repeat(width - cell.length());
    }

    private static List<String> row(Figure figure) {
        Sample value = figure.value();
        boolean spread = value.low() < value.high();
        return List.of(
                figure.name(),
                number(value.median()) + " " + figure.unit(),
                spread ? number(value.low()) + " … " + number(value.high()) : "",
                figure.peer().map(Figure.Peer::name).orElse(""),
                figure.peer()
                        .map(each -> number(each.value().median()) + " " + figure.unit())
                        .orElse(""),
                figure.ratio().isPresent()
                        ? String.format(Locale.ROOT, "%.2f", figure.ratio().getAsDouble())
                        : "",
                figure.aim().map(Aim::text).orElse(""),
                figure.aim().map(each -> each.met(figure) ? "met" : "missed").orElse(""));
    }

    private static String number(double value) {
        int digits =
                value >= 100 || value == Math.rint(value)
                        ? 0
                        : value >= 10 ? 1 : value >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
