package io.migrate.migrator.flyway;

import io.migrate.migrator.connection.SqlErrors;
import io.migrate.migrator.execution.Aftermath;
import io.migrate.migrator.execution.ApplyResult;
import io.migrate.migrator.execution.FailedMigration;
import io.migrate.migrator.formats.Transaction;
import io.migrate.migrator.plan.RunContext;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;

import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;

import java.sql.SQLException;
import java.util.Optional;

/// Maps Flyway's exceptions to results. Their messages contain statement text and DETAIL, so they
/// are never passed on; reasons are taken from PostgreSQL's own error, field by field.
record FlywayFailure(FailedMigration failures) {
    /// @param running the migration that began last
    ApplyResult read(FlywayException e, Optional<RunningMigration> running) {
        RunContext context = failures.context();
        var script = FailedScript.of(e, context.source());
        if (e instanceof FlywayValidateException && !context.cancellation().isRequested()) {
            return new ApplyResult.Failed(invalid(e));
        }
        Optional<SQLException> sql = SqlErrors.mostSpecific(e);
        if (script.migration().isEmpty() && running.isPresent() && sql.isPresent()) {
            return failures.result(unnamed(running.get(), sql.get(), script));
        }
        return failures.result(
                new FailedMigration.Failure(
                        script.name(),
                        script.migration(),
                        script.line(),
                        sql,
                        sql.isPresent() ? Optional.empty() : Optional.of(script.parserReason()),
                        Optional.of(script.statement()),
                        aftermath(script, running)));
    }

    /// The error of a statement between two migrations: the one that began last is committed, and
    /// the next has not begun.
    static Optional<SQLException> between(FlywayException e, Optional<RunningMigration> running) {
        boolean isCommitted =
                running.filter(last -> last.stage() == RunningMigration.Stage.COMMITTED)
                        .isPresent();
        return isCommitted ? SqlErrors.mostSpecific(e) : Optional.empty();
    }

    /// @param running the migration that began last
    ApplyResult outOfMemory(OutOfMemoryError e, Optional<RunningMigration> running) {
        if (running.isEmpty()) {
            throw e;
        }
        return failures.result(
                new FailedMigration.Failure(
                        running.get().migration().script(),
                        running.map(RunningMigration::migration),
                        Optional.empty(),
                        Optional.of(SqlErrors.outOfMemory(e)),
                        Optional.empty(),
                        Optional.empty(),
                        running.get().aftermath()));
    }

    /// The failure of a migration that Flyway does not name, because its connection is lost or its
    /// COMMIT failed. An error that does not end the session is an answer to the COMMIT.
    private static FailedMigration.Failure unnamed(
            RunningMigration running, SQLException e, FailedScript script) {
        boolean isRefused =
                running.transaction() == Transaction.ONE
                        && SqlErrors.server(e).isPresent()
                        && !SqlErrors.isConnectionLost(e);
        return new FailedMigration.Failure(
                running.migration().script(),
                Optional.of(running.migration()),
                running.line(),
                Optional.of(e),
                Optional.empty(),
                Optional.of(script.statement()),
                isRefused ? new Aftermath.RolledBack() : running.aftermath());
    }

    /// Whether Flyway's COMMIT failed.
    static boolean isCommit(FlywayException e) {
        return String.valueOf(e.getMessage()).startsWith("Unable to commit");
    }

    /// Whether Flyway's own lock was gone when Flyway released it.
    static boolean isUnlock(FlywayException e) {
        return String.valueOf(e.getMessage()).startsWith("Unable to release");
    }

    private static Outcome invalid(FlywayException e) {
        return new Outcome.Failed(
                ExitCode.HISTORY_MISMATCH,
                "Flyway's validation failed: "
                        + e.getMessage().lines().skip(1).findFirst().orElse("no reason given"),
                "Restore each file to the version that was applied.");
    }

    private static Aftermath aftermath(FailedScript script, Optional<RunningMigration> running) {
        if (script.isInTransaction()) {
            return new Aftermath.RolledBack();
        }
        Optional<Integer> line = script.line().or(() -> running.flatMap(RunningMigration::line));
        return script.migration().isPresent() && line.isPresent()
                ? RunningMigration.stoppedIn(script.migration().get(), line.get())
                : Aftermath.Outside.unknown();
    }
}
