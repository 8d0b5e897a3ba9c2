package io.migrate.migrator.plan;

import io.migrate.migrator.connection.CurrentSchema;
import io.migrate.migrator.formats.Source;
import io.migrate.migrator.formats.ToolHistory;
import io.migrate.migrator.histories.Tables;
import io.migrate.migrator.settings.Choices;
import io.migrate.migrator.settings.Settings;

import java.util.Optional;

/// The tables of the histories, and who decides in which schema they are.
///
/// @param tables those in the settings, or else the defaults of tool and connection
/// @param current the schema in which migrations create objects with unqualified names
/// @param flyway who names the schema of Flyway's table
/// @param tool who names the schema of the tool's table
record HistoryTables(Tables tables, CurrentSchema current, Namer flyway, Namer tool) {
    /// Who names the schema of a history.
    enum Namer {
        /// `MIGRATE_HISTORY_SCHEMA` or `MIGRATE_TOOL_HISTORY_SCHEMA`.
        SETTING,
        /// `MIGRATE_SEARCH_PATH` or the URL.
        SEARCH_PATH,
        /// Nobody but the server.
        SERVER,
        /// The tool, whose schema is the same whatever the search path is.
        TOOL
    }

    static HistoryTables of(Source source, Settings settings, CurrentSchema current) {
        Optional<ToolHistory> maintained =
                source.format()
                        .toolHistory()
                        .filter(_ ->
                                settings.toolHistory().sync() != Choices.ToolHistorySync.IGNORE);
        Optional<String> fixed = maintained.flatMap(ToolHistory::schema);
        var flyway =
                new Tables.Table(
                        settings.history().schema().orElse(current.name()),
                        settings.history().table());
        Optional<Tables.Table> tool =
                maintained.map(history ->
                        new Tables.Table(
                                settings.toolHistory()
                                        .schema()
                                        .or(() -> fixed)
                                        .orElse(current.name()),
                                settings.toolHistory().table().orElse(history.table())));
        return new HistoryTables(
                new Tables(flyway, tool),
                current,
                namer(settings.history().schema(), Optional.empty(), current),
                namer(settings.toolHistory().schema(), fixed, current));
    }

    private static Namer namer(
            Optional<String> setting, Optional<String> fixed, CurrentSchema current) {
        if (setting.isPresent()) {
            return Namer.SETTING;
        }
        if (fixed.isPresent()) {
            return Namer.TOOL;
        }
        return switch (current.origin()) {
            case NAMED -> Namer.SEARCH_PATH;
            case SERVER -> Namer.SERVER;
        };
    }
}
