package io.migrate.migrator.plan;

import io.migrate.migrator.connection.CurrentSchema;
import io.migrate.migrator.histories.HistorySnapshot;
import io.migrate.migrator.histories.Plan;
import io.migrate.migrator.histories.Tables;
import io.migrate.migrator.formats.Identity;
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
/// @param plan that would adopt rows
/// @param others the other histories of the database
record SharedToolHistory(
        RunContext context, HistoryTables own, Plan.Agreed plan, OtherHistories others) {
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
                        otherSchema("they were applied to another schema, as %s says".formatted(each.table())));
            }
        }
        boolean isExpected =
                own.current().origin() == CurrentSchema.Origin.SERVER
                        && own.current().name().equals("public");
        return snapshot.scripts().isEmpty() && !isExpected && !others.isInUse()
                ? Optional.of(otherSchema("schema %s is empty".formatted(own.current().name())))
                : Optional.empty();
    }

    private Outcome otherSchema(String but) {
        Tables.Table tool = own.tables().tool().orElseThrow();
        return new Outcome.Failed(
                ExitCode.HISTORY_MISMATCH,
                "%s contains %s of this folder, but %s."
                        .formatted(tool, HumanReadable.count(plan.adopt().size()), but),
                "If schema %1$s is to have a history of its own, set MIGRATE_TOOL_HISTORY_SCHEMA=%1$s (policy: history.tool.schema). If these rows record what it contains, set MIGRATE_TOOL_HISTORY_SCHEMA=%2$s."
                        .formatted(own.current().name(), tool.schema()));
    }

    /// A number says nothing about the file, but Flyway's table of the other application does.
    private Optional<Outcome> ofOtherApplication(List<OtherHistories.FlywayTable> flyway) {
        Tables.Table tool = own.tables().tool().orElseThrow();
        for (OtherHistories.FlywayTable each : flyway) {
            boolean isBeside =
                    each.table().schema().equals(tool.schema())
                            || each.table().schema().equals(own.tables().flyway().schema());
            if (!isBeside) {
                continue;
            }
            Optional<Plan.Step> taken =
                    plan.adopt().stream().filter(step -> isOfOtherFile(step, each)).findFirst();
            if (taken.isPresent()) {
                return Optional.of(otherApplication(tool, each.table(), taken.get()));
            }
        }
        return Optional.empty();
    }

    private static boolean isOfOtherFile(Plan.Step step, OtherHistories.FlywayTable table) {
        return step.migration().identity() instanceof Identity.Versioned
                && table.rows().stream()
                        .anyMatch(row -> row.version().filter(step.version()::equals).isPresent())
                && table.rows().stream()
                        .noneMatch(row ->
                                row.isOfScript(step.migration())
                                        || row.isOfText(step.migration()));
    }

    private Outcome otherApplication(Tables.Table tool, Tables.Table flyway, Plan.Step step) {
        return new Outcome.Failed(
                ExitCode.HISTORY_MISMATCH,
                "%s contains the number of %s, but %s says that it is that of another file: the rows are another application's."
                        .formatted(tool, step.migration().name(), flyway),
                "If they are, %s. If they are those of this folder, set MIGRATE_TOOL_HISTORY_TABLE=%s."
                        .formatted(
                                AnotherApplication.ownHistory(
                                        context.source(), context.settings()),
                                tool.name()));
    }
}
