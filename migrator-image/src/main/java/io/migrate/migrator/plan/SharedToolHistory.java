package io.migrate.migrator.plan;

import io.migrate.migrator.connection.CurrentSchema;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.histories.Comparison;
import io.migrate.migrator.histories.FlywayRow;
import io.migrate.migrator.histories.HistorySnapshot;
import io.migrate.migrator.histories.Plan;
import io.migrate.migrator.histories.Tables;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.HumanReadable;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.settings.Settings;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// A tool history whose rows were written for another schema or application. To adopt them would
/// leave the current schema without what the migrations create, and end the run with success.
///
/// @param comparison of the folder with the histories
/// @param plan that follows from it and would adopt rows
/// @param others the other histories of the database
record SharedToolHistory(
        RunContext context,
        HistoryTables own,
        Comparison comparison,
        Plan.Agreed plan,
        OtherHistories others) {
    /// The outcome of the run; empty if the rows are those of the folder in the current schema, or
    /// if a setting says so.
    Optional<Outcome> refusal(HistorySnapshot snapshot) throws SQLException {
        Settings.ToolHistory settings = context.settings().toolHistory();
        if (settings.schema().isPresent()) {
            return Optional.empty();
        }
        List<OtherHistories.FlywayTable> flyway = others.flywayTables();
        if (own.tool() == HistoryTables.Namer.TOOL) {
            Optional<Outcome> other = ofOtherSchema(flyway, snapshot);
            if (other.isPresent()) {
                return other;
            }
        }
        return settings.table().isPresent() ? Optional.empty() : ofOtherApplication(flyway);
    }

    /// The tool has one table for all schemas.
    private Optional<Outcome> ofOtherSchema(
            List<OtherHistories.FlywayTable> flyway, HistorySnapshot snapshot) {
        for (OtherHistories.FlywayTable each : flyway) {
            boolean isOfOther =
                    !each.table().schema().equals(own.tables().flyway().schema())
                            && each.table().name().equals(own.tables().flyway().name())
                            && each.rows().stream()
                                    .anyMatch(row ->
                                            plan.adopt().stream()
                                                    .anyMatch(step ->
                                                            row.isOfScript(step.migration())
                                                                    && row.isOfText(
                                                                            step.migration())));
            if (isOfOther) {
                return Optional.of(
                        otherSchema(
                                "they were applied to another schema, as %s says"
                                        .formatted(each.table()),
                                ofOtherTable(each.table())));
            }
        }
        boolean isExpected =
                own.current().origin() == CurrentSchema.Origin.SERVER
                        && own.current().name().equals("public");
        return snapshot.scripts().isEmpty() && !isExpected && !others.isInUse()
                ? Optional.of(
                        otherSchema(
                                "schema %s is empty".formatted(own.current().name()),
                                " If these migrations create nothing in it, set MIGRATE_TOOL_HISTORY_SCHEMA=%s."
                                        .formatted(own.tables().tool().orElseThrow().schema())))
                : Optional.empty();
    }

    /// The alternative, which is never to take over the history of another tenant.
    private String ofOtherTable(Tables.Table flyway) {
        return switch (own.flyway()) {
            case SEARCH_PATH, TOOL -> "";
            case SERVER ->
                    " If %s is the history of what you migrate, set MIGRATE_HISTORY_SCHEMA=%s."
                            .formatted(flyway, flyway.schema());
            case SETTING ->
                    " If these rows record what it contains, set MIGRATE_TOOL_HISTORY_SCHEMA=%s."
                            .formatted(own.tables().tool().orElseThrow().schema());
        };
    }

    private Outcome otherSchema(String but, String alternative) {
        Tables.Table tool = own.tables().tool().orElseThrow();
        return new Outcome.Failed(
                ExitCode.HISTORY_MISMATCH,
                "%s contains %s of this folder, but %s."
                        .formatted(tool, HumanReadable.count(plan.adopt().size()), but),
                "If schema %1$s is to have a history of its own, set MIGRATE_TOOL_HISTORY_SCHEMA=%1$s (policy: history.tool.schema).%2$s"
                        .formatted(own.current().name(), alternative));
    }

    /// A number says nothing about the file, but Flyway's table of the other application does.
    private Optional<Outcome> ofOtherApplication(List<OtherHistories.FlywayTable> flyway) {
        Tables.Table tool = own.tables().tool().orElseThrow();
        return flyway.stream()
                .filter(each ->
                        each.table().schema().equals(tool.schema())
                                || each.table().schema().equals(own.tables().flyway().schema()))
                .filter(this::isOfOtherApplication)
                .findFirst()
                .map(each -> otherApplication(tool, each.table()));
    }

    /// Whether it contains a number of the tool history, and no file of this folder, or other files
    /// under most of the numbers that would be adopted.
    private boolean isOfOtherApplication(OtherHistories.FlywayTable table) {
        return table.rows().stream().anyMatch(this::isNumberOfTool)
                && (isWithoutFileOfFolder(table) || isMostlyOfOtherFiles(table));
    }

    private boolean isWithoutFileOfFolder(OtherHistories.FlywayTable table) {
        return table.rows().stream()
                .noneMatch(row ->
                        context.source().migrations().stream()
                                .anyMatch(migration ->
                                        row.isOfScript(migration) || row.isOfText(migration)));
    }

    /// Applications may share the name of a file, such as `00001_init.sql`, or a whole file that
    /// creates an extension.
    private boolean isMostlyOfOtherFiles(OtherHistories.FlywayTable table) {
        long same = 0;
        long other = 0;
        for (Plan.Step step : plan.adopt()) {
            for (FlywayRow row : table.rows()) {
                if (row.version().filter(step.version()::equals).isPresent()) {
                    if (isOfFile(row, step.migration())) {
                        same++;
                    } else {
                        other++;
                    }
                }
            }
        }
        return other > 0 && other >= same;
    }

    private static boolean isOfFile(FlywayRow row, Migration migration) {
        return row.isOfText(migration) || (row.checksum().isEmpty() && row.isOfScript(migration));
    }

    private boolean isNumberOfTool(FlywayRow row) {
        return row.version().isPresent()
                && comparison.migrations().stream()
                        .flatMap(line -> line.toolEntry().stream())
                        .anyMatch(entry ->
                                !entry.row().isEmpty()
                                        && entry.hash().isEmpty()
                                        && entry.number().equals(row.version()));
    }

    private Outcome otherApplication(Tables.Table tool, Tables.Table flyway) {
        return new Outcome.Failed(
                ExitCode.HISTORY_MISMATCH,
                "%s contains numbers of this folder, but %s has other files under its numbers: the rows are another application's."
                        .formatted(tool, flyway),
                "If they are, %s. If they are those of this folder, set MIGRATE_TOOL_HISTORY_TABLE=%s."
                        .formatted(
                                AnotherApplication.ownHistory(context.source(), context.settings()),
                                tool.name()));
    }
}
