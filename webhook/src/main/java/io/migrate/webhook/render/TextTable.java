package io.migrate.webhook.render;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Formats rows of text as a table.
public final class TextTable {
    private static final String GAP = "  ";
    private static final Pattern COLOR = Pattern.compile("\u001b\\[[0-9]+m");

    private TextTable() {}

    /// Aligns the cells of each column.
    ///
    /// @param rows of any number of cells each; the last cell of a row is not padded
    public static String of(Stream<List<String>> rows) {
        List<List<String>> all =
                rows.map(row -> row.stream().map(VisibleText::line).toList()).toList();
        return all.stream().map(row -> line(row, all)).collect(Collectors.joining());
    }

    private static String line(List<String> row, List<List<String>> all) {
        return IntStream.range(0, row.size())
                        .mapToObj(column ->
                                GAP
                                        + row.get(column)
                                        + " ".repeat(width(column, all) - length(row.get(column))))
                        .collect(Collectors.joining("", GAP, ""))
                        .stripTrailing()
                + "\n";
    }

    private static int width(int column, List<List<String>> all) {
        return all.stream()
                .filter(row -> row.size() > column)
                .mapToInt(row -> length(row.get(column)))
                .max()
                .orElse(0);
    }

    private static int length(String cell) {
        String visible = COLOR.matcher(cell).replaceAll("");
        return visible.codePointCount(0, visible.length());
    }
}
