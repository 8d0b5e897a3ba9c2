package io.migrate.migrator.plan;

import io.migrate.migrator.connection.Session;
import io.migrate.migrator.connection.SqlErrors;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Source;
import io.migrate.migrator.histories.HistorySnapshot;
import io.migrate.migrator.histories.HistoryWriter;
import io.migrate.migrator.histories.Plan;
import io.migrate.migrator.histories.Tables;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.HumanReadable;
import io.migrate.migrator.report.Outcome;

import org.slf4j.Logger;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Writes to each history what only the other one contains, before any migration runs.
public final class Reconciler {
    private final Source source;
    private final HistoryInspector inspector;
    private final Tables tables;
    private final Session session;
    private final HistoryWriter writer;
    private final Logger log;

    /// A reconciler of the tables that are written.
    public Reconciler(
            RunContext context, HistoryInspector inspector, Session session, HistoryWriter writer) {
        this.source = context.source();
        this.inspector = inspector;
        this.tables = inspector.maintained();
        this.session = session;
        this.writer = writer;
        this.log = context.log();
    }

    /// Creates the tables and adds the missing rows, in one transaction.
    ///
    /// @return the outcome of the run, if it must end here
    public Optional<Outcome> reconcile(HistorySnapshot snapshot, Plan.Agreed plan)
            throws SQLException {
        if (inspector.isInUseWithoutHistory(session, snapshot)) {
            return Optional.of(noHistory());
        }
        List<String> grants = HistoryGrants.missing(session, tables);
        if (!grants.isEmpty()) {
            return Optional.of(denied("", grants));
        }
        Optional<Outcome> denial = write(snapshot, plan);
        if (denial.isEmpty()) {
            log(snapshot, plan);
        }
        return denial;
    }

    private Optional<Outcome> write(HistorySnapshot snapshot, Plan.Agreed plan)
            throws SQLException {
        List<Migration> missing =
                plan.missingInToolHistory().stream().map(Plan.Step::migration).toList();
        try {
            return session.inTransaction(_ -> {
                writer.create(snapshot);
                writer.adopt(plan.adopt(), plan.tolerated().changed());
                writer.record(missing);
                return Optional.empty();
            });
        } catch (SQLException e) {
            if (!SqlErrors.state(e).equals(SqlErrors.INSUFFICIENT_PRIVILEGE)) {
                throw e;
            }
            return Optional.of(
                    denied(": " + SqlErrors.primary(e), HistoryGrants.missing(session, tables)));
        }
    }

    private void log(HistorySnapshot snapshot, Plan.Agreed plan) {
        if (!plan.missingInToolHistory().isEmpty() && snapshot.tool().isPresent()) {
            // Expected if the tool history was not maintained for a while; a mistake if the tool
            // rolled back a migration.
            log.warn(
                    "{} found in {} but not in {}; recorded there without running: {}",
                    HumanReadable.count(plan.missingInToolHistory().size()),
                    tables.flyway(),
                    tables.tool().map(Tables.Table::toString).orElse("none"),
                    HumanReadable.names(
                            plan.missingInToolHistory().stream()
                                    .map(step -> step.migration().name())
                                    .toList()));
        }
        if (!plan.adopt().isEmpty()) {
            log.atInfo()
                    .addKeyValue("adopted", plan.adopt().size())
                    .log(
                            "adopted {} that {} had applied before",
                            HumanReadable.count(plan.adopt().size()),
                            source.format().name());
        }
    }

    private Outcome noHistory() {
        return new Outcome.Failed(
                ExitCode.HISTORY_MISMATCH,
                "schema %s has tables, but no history %s."
                        .formatted(tables.flyway().schema(), tables.flyway()),
                "If the history is elsewhere, set MIGRATE_HISTORY_SCHEMA or MIGRATE_HISTORY_TABLE;"
                        + " otherwise record what the schema contains with the baseline command.");
    }

    private static Outcome denied(String reason, List<String> grants) {
        return new Outcome.Failed(
                ExitCode.ACCESS_DENIED,
                "cannot write the histories%s.".formatted(reason),
                grants.isEmpty() ? "" : "As the owner, run: " + String.join(" ", grants));
    }
}
