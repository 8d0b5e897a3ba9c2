package io.migrate.migrator.plan;

import io.migrate.migrator.formats.Source;
import io.migrate.migrator.histories.Tables;
import io.migrate.migrator.settings.Choices;
import io.migrate.migrator.settings.Settings;

/// The tables of the histories: those in the settings, or else the tool's defaults.
final class HistoryTables {
    private HistoryTables() {}

    static Tables of(Source source, Settings settings) {
        Settings.ToolHistory toolSettings = settings.toolHistory();
        return new Tables(
                new Tables.Table(settings.history().schema(), settings.history().table()),
                source.format()
                        .toolHistory()
                        .filter(_ -> toolSettings.sync() != Choices.ToolHistorySync.IGNORE)
                        .map(toolHistory ->
                                new Tables.Table(
                                        toolSettings
                                                .schema()
                                                .or(toolHistory::schema)
                                                .orElse(settings.firstSchema()),
                                        toolSettings.table().orElse(toolHistory.table()))));
    }
}
