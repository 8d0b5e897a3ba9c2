package io.migrate.webhook.render;

import java.util.List;
import java.util.stream.Stream;

/// Tables with a heading.
record Sections(Style style) {
    /// Nothing at all if there are no rows.
    String of(String heading, Stream<List<String>> rows) {
        String table = TextTable.of(rows);
        return table.isEmpty() ? "" : "\n  " + style.bold(heading) + "\n" + table;
    }
}
