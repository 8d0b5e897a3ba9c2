package io.migrate.migrator.plan;

import io.migrate.migrator.formats.Source;
import io.migrate.migrator.histories.Tables;
import io.migrate.migrator.settings.Choices;
import io.migrate.migrator.settings.Settings;

/// Where the histories of a folder are: as set, else where its tool has them.
public final class HistoryTables {
    private HistoryTables() {}

    public static Tables of(Source source, Settings settings) {
        Settings.ToolHistory foreign = settings.foreign();
        return new Tables(
                new Tables.Table(settings.history().schema(), settings.history().table()),
                source.format()
                        .ledger()
                        .filter(_ -> foreign.sync() != Choices.ToolHistorySync.IGNORE)
                        .map(ledger ->
                                new Tables.Table(
                                        foreign.schema()
                                                .or(ledger::schema)
                                                .orElse(settings.firstSchema()),
                                        foreign.table().orElse(ledger.table()))));
    }
}
