package io.migrate.migrator.flyway;

import io.migrate.migrator.connection.Blockers;
import io.migrate.migrator.connection.CancelledRun;
import io.migrate.migrator.connection.SqlErrors;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.plan.InterruptedMigrations;
import io.migrate.migrator.plan.RunContext;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.settings.Choices;
import io.migrate.migrator.sql.UnsupportedSql;

import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/// Maps Flyway's exceptions to results. Their messages contain statement text and DETAIL, so they
/// are never passed on; reasons are taken from PostgreSQL's own error, field by field.
final class FlywayFailure {
    /// SQLSTATEs of a syntax error and of a type that does not exist.
    private static final Set<String> OTHER_DIALECT = Set.of("42601", "42704");

    private final RunContext context;
    private final Blockers blockers;

    FlywayFailure(RunContext context, Blockers blockers) {
        this.context = context;
        this.blockers = blockers;
    }

    ApplyResult read(FlywayException e) {
        var script = FailedScript.of(e, context.source());
        if (context.settings().output().logDetail() == Choices.LogDetail.TRUE) {
            context.log().error(script.detail());
        }
        if (context.cancellation().isRequested()) {
            return new ApplyResult.Failed(canceled(script));
        }
        if (e instanceof FlywayValidateException) {
            return new ApplyResult.Failed(invalid(e));
        }
        Optional<SQLException> sql = SqlErrors.mostSpecific(e);
        if (sql.filter(SqlErrors::isConnectionLost).isPresent()) {
            return new ApplyResult.Failed(connectionLost(sql.get()));
        }
        return migrationFailed(script, sql);
    }

    private Outcome canceled(FailedScript script) {
        return script.isInTransaction()
                ? CancelledRun.outcome(context.cancellation(), context.settings())
                : CancelledRun.outsideTransaction(
                        context.cancellation(),
                        context.settings(),
                        script.name(),
                        cleanUp(script.migration()));
    }

    private static Outcome invalid(FlywayException e) {
        return new Outcome.Failed(
                ExitCode.HISTORY_MISMATCH,
                "Flyway's validation failed: "
                        + e.getMessage().lines().skip(1).findFirst().orElse("no reason given"),
                "Restore each file to the version that was applied.");
    }

    private static Outcome connectionLost(SQLException e) {
        return new Outcome.Failed(
                ExitCode.UNREACHABLE,
                "the connection was lost during a migration: %s.".formatted(SqlErrors.primary(e)),
                "The transaction was rolled back; the next start continues from there.");
    }

    private ApplyResult migrationFailed(FailedScript script, Optional<SQLException> sql) {
        String state = sql.map(SqlErrors::state).orElse("");
        Outcome.Failure failure = failure(script, sql, state);
        if (!script.isInTransaction()) {
            return new ApplyResult.Failed(
                    statementFailed(
                            failure,
                            "It ran outside a transaction. " + cleanUp(script.migration())));
        }
        Outcome failed =
                statementFailed(
                        failure,
                        "Its transaction was rolled back. Fix the file and deploy again."
                                + otherDialect(state, script.migration()));
        if (SqlErrors.isRefusedInTransaction(state)) {
            return new ApplyResult.RefusedInTransaction(script.name(), failed);
        }
        return switch (state) {
            case SqlErrors.LOCK_NOT_AVAILABLE ->
                    new ApplyResult.Contended(lockNotAvailable(failure));
            case SqlErrors.DEADLOCK ->
                    new ApplyResult.Contended(statementFailed(failure, "Try again."));
            default -> new ApplyResult.Failed(failed);
        };
    }

    private static Outcome.Failure failure(
            FailedScript script, Optional<SQLException> sql, String state) {
        String place = script.name() + script.line().map(number -> ":" + number).orElse("");
        return new Outcome.Failure(
                script.name(),
                script.line(),
                Optional.of(state).filter(code -> !code.isEmpty()),
                "%s failed: %s%s."
                        .formatted(
                                place,
                                sql.map(SqlErrors::primary).orElseGet(script::parserReason),
                                state.isEmpty() ? "" : " (SQLSTATE " + state + ")"));
    }

    private static Outcome statementFailed(Outcome.Failure failure, String advice) {
        return new Outcome.MigrationFailed(ExitCode.STATEMENT_FAILED, failure, advice);
    }

    private Outcome lockNotAvailable(Outcome.Failure failure) {
        return new Outcome.MigrationFailed(
                ExitCode.LOCK_NOT_AVAILABLE,
                failure,
                blockers.last().orElse("Another session holds the table")
                        + "; end that session, or raise MIGRATE_LOCK_TIMEOUT.");
    }

    /// What to do about what a migration outside a transaction left behind.
    private static String cleanUp(Optional<Migration> migration) {
        return migration.filter(InterruptedMigrations::isSafeToRunAgain).isPresent()
                ? "The next start drops any index that it left invalid, and then runs it again."
                : "Manually undo its partial changes (such as an invalid index), then run repair,"
                        + " which deletes its row (success = false) from the history.";
    }

    private static String otherDialect(String state, Optional<Migration> migration) {
        return migration
                .filter(_ -> OTHER_DIALECT.contains(state))
                .flatMap(each -> UnsupportedSql.of(each.text()))
                .map(unsupported -> " " + unsupported.advice())
                .orElse("");
    }
}
