package io.migrate.migrator.plan;

import io.migrate.migrator.connection.Session;
import io.migrate.migrator.connection.SqlErrors;
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

/// Makes both histories say what either of them says, before anything runs.
public final class Reconciler {
    private final Source source;
    private final Tables tables;
    private final Session session;
    private final HistoryWriter writer;
    private final Logger log;

    /// @param tables those that are written
    public Reconciler(
            Source source, Tables tables, Session session, HistoryWriter writer, Logger log) {
        this.source = source;
        this.tables = tables;
        this.session = session;
        this.writer = writer;
        this.log = log;
    }

    /// One transaction in which the tables are created and get the rows that they lack.
    ///
    /// @return how the run ends, if it must end here
    public Optional<Outcome> reconcile(HistorySnapshot snapshot, Plan.Agreed plan)
            throws SQLException {
        boolean inUseWithoutHistory =
                source.format().toolHistory().isEmpty()
                        && snapshot.flyway().isEmpty()
                        && writer.schemaHoldsTables();
        if (inUseWithoutHistory) {
            return Optional.of(
                    new Outcome.Failed(
                            ExitCode.HISTORY_MISMATCH,
                            "schema %s has tables, but no history %s."
                                    .formatted(tables.flyway().schema(), tables.flyway()),
                            "Set MIGRATE_HISTORY_SCHEMA or MIGRATE_HISTORY_TABLE if it is"
                                    + " elsewhere, or write down what it holds with the command"
                                    + " baseline."));
        }
        List<String> missing = HistoryGrants.missing(session, tables);
        if (!missing.isEmpty()) {
            return Optional.of(denied("", missing));
        }
        session.connection().setAutoCommit(false);
        try {
            writer.create(snapshot);
            writer.adopt(plan.adopt());
            writer.record(plan.missingInToolHistory().stream().map(Plan.Step::migration).toList());
            session.connection().commit();
        } catch (SQLException e) {
            session.connection().rollback();
            if (!SqlErrors.state(e).equals(SqlErrors.INSUFFICIENT_PRIVILEGE)) {
                throw e;
            }
            return Optional.of(
                    denied(": " + SqlErrors.primary(e), HistoryGrants.missing(session, tables)));
        } finally {
            session.connection().setAutoCommit(true);
        }
        if (!plan.missingInToolHistory().isEmpty() && snapshot.tool().isPresent()) {
            // Rightly so after a time without upkeep; not if the tool has taken a migration back.
            log.warn(
                    "{} were in {} and not in {}: written there, not run: {}",
                    HumanReadable.count(plan.missingInToolHistory().size()),
                    tables.flyway(),
                    tables.tool().map(Tables.Table::toString).orElse("none"),
                    PolicyCheck.names(plan.missingInToolHistory()));
        }
        if (!plan.adopt().isEmpty()) {
            log.atInfo()
                    .addKeyValue("adopted", plan.adopt().size())
                    .log(
                            "adopted {} that {} had applied before",
                            HumanReadable.count(plan.adopt().size()),
                            source.format().name());
        }
        return Optional.empty();
    }

    private static Outcome denied(String reason, List<String> grants) {
        return new Outcome.Failed(
                ExitCode.ACCESS_DENIED,
                "the histories cannot be written%s.".formatted(reason),
                grants.isEmpty() ? "" : "As the owner run: " + String.join(" ", grants));
    }
}
