package io.migrate.migrator.plan;

import io.migrate.migrator.formats.Source;
import io.migrate.migrator.histories.Comparison;
import io.migrate.migrator.histories.HistorySnapshot;
import io.migrate.migrator.histories.MigrationInfo;
import io.migrate.migrator.histories.Tables;
import io.migrate.migrator.histories.Unrelated;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.settings.Setting;
import io.migrate.migrator.settings.Settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A history with rows of which none belongs to a file of the folder. It is that of another
/// application, which the migrations of this one would break: its next run would miss their files.
/// A folder whose files were replaced looks the same.
final class AnotherApplication {
    private AnotherApplication() {}

    /// The outcome of the run.
    static Optional<Outcome> of(
            Source source,
            Settings settings,
            Tables tables,
            HistorySnapshot snapshot,
            Comparison comparison) {
        return Unrelated.of(source, snapshot, comparison)
                .map(unrelated ->
                        new Outcome.Failed(
                                ExitCode.HISTORY_MISMATCH,
                                message(unrelated, tables),
                                advice(source, settings)));
    }

    private static String message(Unrelated unrelated, Tables tables) {
        Tables.Table table =
                switch (unrelated.history()) {
                    case FLYWAY -> tables.flyway();
                    case TOOL -> tables.tool().orElseThrow();
                };
        return "no row of %s belongs to a file of this folder (%s): the rows are another application's, or the files were replaced."
                .formatted(table, names(unrelated.migrations()));
    }

    private static String names(List<MigrationInfo> migrations) {
        List<String> names = migrations.stream().map(AnotherApplication::name).distinct().toList();
        return names.size() <= 3
                ? String.join(", ", names)
                : "%s, … %s".formatted(String.join(", ", names.subList(0, 2)), names.getLast());
    }

    /// A row of Flyway may have the version of a file and another script.
    private static String name(MigrationInfo info) {
        return info.flyway().map(row -> row.name()).orElse(info.name());
    }

    private static String advice(Source source, Settings settings) {
        return "If they are another application's, %s. If this folder replaces files that were applied, for example because they were squashed, restore those, allow their rows with MIGRATE_IGNORE_MIGRATION_PATTERNS (policy: run.ignoreMigrationPatterns), or remove the rows with repair; record new files that are applied already with baseline."
                .formatted(ownHistory(source, settings));
    }

    /// How an application gets a history of its own.
    static String ownHistory(Source source, Settings settings) {
        var variables = new ArrayList<String>();
        if (settings.history().table().equals(Setting.HISTORY_TABLE.defaultValue())
                || source.format().toolHistory().isEmpty()) {
            variables.add("MIGRATE_HISTORY_TABLE (policy: history.table)");
        }
        if (source.format().toolHistory().isPresent() && settings.toolHistory().table().isEmpty()) {
            variables.add("MIGRATE_TOOL_HISTORY_TABLE (policy: history.tool.table)");
        }
        return variables.isEmpty()
                ? "give this one other values of MIGRATE_HISTORY_TABLE and"
                        + " MIGRATE_TOOL_HISTORY_TABLE"
                : "give this one a history of its own: set %s to %s"
                        .formatted(
                                String.join(" and ", variables),
                                variables.size() == 1 ? "another name" : "other names");
    }
}
