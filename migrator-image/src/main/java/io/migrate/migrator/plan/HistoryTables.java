package io.migrate.migrator.plan;

import io.migrate.migrator.formats.Source;
import io.migrate.migrator.histories.Tables;
import io.migrate.migrator.settings.Choices;
import io.migrate.migrator.settings.Settings;

/// Where the histories of a folder are: as set, else where its tool has them.
public final class HistoryTables {
    private HistoryTables() {}

    public static Tables of(Source source, Settings settings) {
        Settings.ToolHistory settled = settings.toolHistory();
        return new Tables(
                new Tables.Table(settings.history().schema(), settings.history().table()),
                source.format()
                        .toolHistory()
                        .filter(_ -> settled.sync() != Choices.ToolHistorySync.IGNORE)
                        .map(toolHistory ->
                                new Tables.Table(
                                        settled.schema()
                                                .or(toolHistory::schema)
                                                .orElse(settings.firstSchema()),
                                        settled.table().orElse(toolHistory.table()))));
    }
}
