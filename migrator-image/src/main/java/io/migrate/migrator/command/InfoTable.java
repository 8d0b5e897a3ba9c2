package io.migrate.migrator.command;

import static java.util.stream.Collectors.joining;

import io.migrate.migrator.formats.ToolHistory;
import io.migrate.migrator.formats.Version;
import io.migrate.migrator.histories.FlywayRow;
import io.migrate.migrator.histories.MigrationInfo;
import io.migrate.migrator.report.HumanReadable;
import io.migrate.migrator.report.VisibleText;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The table that `info` shows, with a line for each migration.
final class InfoTable {
    private static final List<String> TITLES =
            List.of("VERSION", "NAME", "STATE", "WHEN", "BY", "TOOK", "RECORDED IN");
    private static final int SECONDS = "2026-01-01 00:00:00".length();

    private InfoTable() {}

    /// @param tool the name of the tool history
    static List<String> of(List<MigrationInfo> lines, String tool) {
        var cells = new ArrayList<List<String>>();
        cells.add(TITLES);
        lines.forEach(line -> cells.add(cells(line, tool)));
        List<Integer> widths =
                IntStream.range(0, TITLES.size())
                        .mapToObj(i -> cells.stream().mapToInt(row -> row.get(i).length()).max())
                        .map(max -> max.orElse(0))
                        .toList();
        return cells.stream()
                .map(row ->
                        IntStream.range(0, row.size())
                                .mapToObj(i -> padded(row.get(i), widths.get(i)))
                                .collect(joining("  "))
                                .stripTrailing())
                .toList();
    }

    private static String padded(String cell, int width) {
        return cell + " ".repeat(width - cell.length());
    }

    private static List<String> cells(MigrationInfo line, String tool) {
        Optional<FlywayRow.Installed> installed = line.flyway().map(FlywayRow::installed);
        String when =
                installed
                        .map(FlywayRow.Installed::on)
                        .or(() -> line.toolEntry().flatMap(ToolHistory.Entry::when))
                        .orElse("");
        var knownTo = new ArrayList<String>();
        line.flyway().ifPresent(_ -> knownTo.add("flyway"));
        line.toolEntry().ifPresent(_ -> knownTo.add(tool));
        return List.of(
                line.version().map(Version::text).orElse(""),
                VisibleText.line(line.name()),
                line.state().displayName(),
                VisibleText.line(
                        when.replace('T', ' ').substring(0, Math.min(SECONDS, when.length()))),
                installed.map(FlywayRow.Installed::by).map(VisibleText::line).orElse(""),
                installed
                        .filter(each -> each.millis() > 0)
                        .map(each -> HumanReadable.time(Duration.ofMillis(each.millis())))
                        .orElse(""),
                String.join(", ", knownTo));
    }
}
