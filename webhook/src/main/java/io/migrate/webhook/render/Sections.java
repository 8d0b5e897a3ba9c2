package io.migrate.webhook.render;

import java.util.List;
import java.util.stream.Stream;

/// Tables with headings.
record Sections(Style style) {
    /// A table with its heading; empty if there are no rows.
    String of(String heading, Stream<List<String>> rows) {
        String table = TextTable.of(rows);
        return table.isEmpty() ? "" : "\n  " + style.bold(VisibleText.line(heading)) + "\n" + table;
    }
}
