package io.migrate.migrator.flyway;

import io.migrate.migrator.connection.SqlErrors;
import io.migrate.migrator.execution.Aftermath;
import io.migrate.migrator.execution.ApplyResult;
import io.migrate.migrator.execution.FailedMigration;
import io.migrate.migrator.plan.RunContext;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.sql.Script;
import io.migrate.migrator.sql.Statement;

import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Maps Flyway's exceptions to results. Their messages contain statement text and DETAIL, so they
/// are never passed on; reasons are taken from PostgreSQL's own error, field by field.
record FlywayFailure(FailedMigration failures) {
    /// @param running the migration that ran
    ApplyResult read(FlywayException e, Optional<RunningMigration> running) {
        RunContext context = failures.context();
        var script = FailedScript.of(e, context.source(), running);
        if (e instanceof FlywayValidateException && !context.cancellation().isRequested()) {
            return new ApplyResult.Failed(invalid(e));
        }
        Optional<SQLException> sql = SqlErrors.mostSpecific(e);
        Optional<Integer> line = script.line().or(() -> running.flatMap(RunningMigration::line));
        return failures.result(
                new FailedMigration.Failure(
                        script.name(),
                        script.migration(),
                        line,
                        sql,
                        sql.isPresent() ? Optional.empty() : Optional.of(script.parserReason()),
                        Optional.of(script.statement()),
                        aftermath(script, line)));
    }

    private static Outcome invalid(FlywayException e) {
        return new Outcome.Failed(
                ExitCode.HISTORY_MISMATCH,
                "Flyway's validation failed: "
                        + e.getMessage().lines().skip(1).findFirst().orElse("no reason given"),
                "Restore each file to the version that was applied.");
    }

    private static Aftermath aftermath(FailedScript script, Optional<Integer> line) {
        return switch (script.transaction()) {
            case ONE -> new Aftermath.RolledBack();
            case NONE -> {
                List<Statement> statements =
                        script.migration()
                                .map(each -> Script.of(each.sql()).statements())
                                .orElse(List.of());
                boolean hasTransactions =
                        statements.stream()
                                .anyMatch(each -> each.control() != Statement.Control.NONE);
                yield new Aftermath.Outside(
                        Optional.empty(),
                        statements.size(),
                        // Within a transaction of its own, the statements before are undone too.
                        line.filter(_ -> !hasTransactions));
            }
        };
    }
}
