package io.migrate.migrator.execution;

import io.migrate.migrator.connection.Blockers;
import io.migrate.migrator.connection.Cancellation;
import io.migrate.migrator.connection.CancelledRun;
import io.migrate.migrator.connection.SqlErrors;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.plan.RunContext;
import io.migrate.migrator.report.Excerpt;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.report.UnexpectedFailure;
import io.migrate.migrator.settings.Choices;
import io.migrate.migrator.settings.Settings;

import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Supplier;

/// Maps the error of a migration to a result, for both executors.
///
/// @param blockers of the session that ran it
/// @param server its version
public record FailedMigration(RunContext context, Blockers blockers, String server) {
    /// The error of a migration.
    ///
    /// @param script path in the folder
    /// @param migration empty if it is not known which one it was
    /// @param line where it failed, from 1; empty if unknown
    /// @param sql the server's or the driver's error; empty if there was none
    /// @param reason instead of the message of that error
    /// @param statement its text; empty if unknown
    /// @param aftermath what the migration left behind
    public record Failure(
            String script,
            Optional<Migration> migration,
            Optional<Integer> line,
            Optional<SQLException> sql,
            Optional<String> reason,
            Optional<String> statement,
            Aftermath aftermath) {}

    /// The result of a run that ends with this failure.
    public ApplyResult result(Failure failure) {
        if (context.settings().output().logDetail() == Choices.LogDetail.TRUE) {
            context.log().error(masked(detail(failure)));
        }
        if (context.cancellation().isRequested()) {
            return new ApplyResult.Failed(
                    stopped(
                            context.settings(),
                            CancelledRun.reason(context.cancellation()),
                            failure));
        }
        if (failure.sql().filter(SqlErrors::isOutOfMemory).isPresent()) {
            return new ApplyResult.Failed(outOfMemory(failure));
        }
        if (failure.sql().filter(SqlErrors::isConnectionLost).isPresent()) {
            return new ApplyResult.Failed(connectionLost(failure));
        }
        return switch (failure.aftermath()) {
            case Aftermath.RolledBack rolledBack -> rolledBack(failure, rolledBack);
            case Aftermath.InDoubt _, Aftermath.Outside _ ->
                    new ApplyResult.Failed(
                            statementFailed(
                                    failure,
                                    failure.aftermath().sentence()
                                            + " "
                                            + FailureAdvice.cleanUp(failure)));
        };
    }

    /// The result if something around the statements of a migration failed.
    ///
    /// @param action what failed, before a colon
    public ApplyResult around(
            Migration migration, String action, SQLException e, Aftermath aftermath) {
        return result(
                new Failure(
                        migration.script(),
                        Optional.of(migration),
                        Optional.empty(),
                        Optional.of(e),
                        Optional.of(action + ": " + SqlErrors.primary(e)),
                        Optional.empty(),
                        aftermath));
    }

    /// Statement text and DETAIL, which are logged only on request.
    private static String detail(Failure failure) {
        String statement = "statement: " + failure.statement().map(Excerpt::of).orElse("unknown");
        return failure.sql()
                .flatMap(SqlErrors::server)
                .flatMap(server -> Optional.ofNullable(server.getDetail()))
                .map(detail -> "detail: " + Excerpt.of(detail) + "; " + statement)
                .orElse(statement);
    }

    /// Sets the outcome of a run that is abandoned while a migration runs.
    ///
    /// @param aftermath what the migration would leave behind; any thread may call it
    /// @return ends that
    public static Cancellation.Scope during(
            RunContext context, Migration migration, Supplier<Aftermath> aftermath) {
        return context.cancellation()
                .during(reason ->
                        stopped(
                                context.settings(),
                                reason,
                                new Failure(
                                        migration.script(),
                                        Optional.of(migration),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        aftermath.get())));
    }

    private static Outcome stopped(Settings settings, Cancellation.Reason reason, Failure failure) {
        return CancelledRun.inMigration(
                reason,
                settings,
                failure.script(),
                failure.aftermath().sentence(),
                FailureAdvice.cleanUp(failure));
    }

    private static Outcome outOfMemory(Failure failure) {
        Outcome outcome = UnexpectedFailure.outOfMemory();
        return new Outcome.Failed(
                outcome.exit(),
                outcome.message(),
                "%s %s %s"
                        .formatted(
                                failure.aftermath().sentence(),
                                FailureAdvice.cleanUp(failure),
                                outcome.advice()));
    }

    private FailureAdvice advice() {
        return new FailureAdvice(context.role(), server);
    }

    /// What may quote a statement, without the values of placeholders.
    private String masked(String text) {
        return context.settings().placeholders().masked(text);
    }

    private Outcome connectionLost(Failure failure) {
        return new Outcome.Failed(
                ExitCode.UNREACHABLE,
                "the connection was lost during a migration%s: %s."
                        .formatted(
                                failure.migration()
                                        .map(each -> " (" + each.script() + ")")
                                        .orElse(""),
                                failure.sql()
                                        .map(SqlErrors::primary)
                                        .map(this::masked)
                                        .orElse("no response")),
                failure.aftermath().sentence() + " " + FailureAdvice.cleanUp(failure));
    }

    private ApplyResult rolledBack(Failure failure, Aftermath aftermath) {
        String state = failure.sql().map(SqlErrors::state).orElse("");
        Outcome failed =
                statementFailed(
                        failure, aftermath.sentence() + " " + advice().remedy(state, failure));
        if (SqlErrors.isRefusedInTransaction(state)) {
            return failure.migration()
                    .flatMap(migration -> MixedStatements.refusal(context, migration, failed))
                    .<ApplyResult>map(ApplyResult.Failed::new)
                    .orElseGet(
                            () -> new ApplyResult.RefusedInTransaction(failure.script(), failed));
        }
        return switch (state) {
            case SqlErrors.LOCK_NOT_AVAILABLE ->
                    new ApplyResult.Contended(lockNotAvailable(failure));
            case SqlErrors.DEADLOCK ->
                    new ApplyResult.Contended(statementFailed(failure, "Try again."));
            default -> new ApplyResult.Failed(failed);
        };
    }

    private Outcome statementFailed(Failure failure, String advice) {
        return new Outcome.MigrationFailed(ExitCode.STATEMENT_FAILED, describe(failure), advice);
    }

    private Outcome.Failure describe(Failure failure) {
        Optional<String> state =
                failure.sql().map(SqlErrors::state).filter(code -> !code.isEmpty());
        return new Outcome.Failure(
                failure.script(),
                failure.line(),
                state,
                "%s%s failed: %s%s."
                        .formatted(
                                failure.script(),
                                failure.line().map(number -> ":" + number).orElse(""),
                                failure.reason()
                                        .or(() -> failure.sql().map(SqlErrors::primary))
                                        .map(this::masked)
                                        .orElse("no reason given"),
                                state.map(code -> " (SQLSTATE " + code + ")").orElse("")));
    }

    private Outcome lockNotAvailable(Failure failure) {
        return new Outcome.MigrationFailed(
                ExitCode.LOCK_NOT_AVAILABLE,
                describe(failure),
                blockers.last().orElse("Another session holds the table")
                        + "; end that session, or raise MIGRATE_LOCK_TIMEOUT.");
    }
}
