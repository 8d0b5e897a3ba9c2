package io.migrate.migrator.command;

import io.migrate.migrator.configuration.Placeholders;
import io.migrate.migrator.connection.Session;
import io.migrate.migrator.connection.SqlErrors;
import io.migrate.migrator.execution.ScriptExecution;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Transaction;
import io.migrate.migrator.plan.RunContext;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.HumanReadable;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.sql.Script;
import io.migrate.migrator.sql.Statement;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Runs migrations in a transaction that the caller rolls back, and prints each statement with its
/// duration and the locks that it acquired.
final class MigrationTrial {
    /// The result of one migration.
    sealed interface Result {
        /// It ran.
        record Ran() implements Result {}

        /// It cannot run in a transaction that is rolled back.
        record Skipped(String reason) implements Result {}

        /// It failed.
        record Failed(Outcome outcome) implements Result {}
    }

    private final RunContext context;
    private final Session session;
    private final List<String> relations;
    private final StatementRunner runner;

    /// @param relations OIDs of those whose locks are printed
    MigrationTrial(RunContext context, Session session, List<String> relations) {
        this.context = context;
        this.session = session;
        this.relations = List.copyOf(relations);
        this.runner = new StatementRunner(session);
    }

    Result run(Migration migration) throws SQLException {
        ScriptExecution execution = ScriptExecution.of(context.source(), migration, Set.of());
        Placeholders.Replaced replaced = replaced(migration, execution.sql());
        Optional<String> reason = reasonToSkip(execution, replaced);
        if (reason.isPresent()) {
            return new Result.Skipped(reason.get());
        }
        String sql = replaced.text();
        print(migration.name());
        session.configuration().reset(context.settings());
        var locks = HeldLocks.of(session, relations);
        for (StatementRunner.Located statement :
                StatementRunner.statements(migration.script(), sql)) {
            Optional<Result> end = end(statement, locks::acquired);
            if (end.isPresent()) {
                return end.get();
            }
        }
        return checkConstraints(migration.script(), sql);
    }

    /// The text with the values of placeholders, which Flyway fills in otherwise.
    private Placeholders.Replaced replaced(Migration migration, String sql) {
        return context.source().replacesPlaceholders(migration)
                ? context.settings().placeholders().replace(sql)
                : Placeholders.none().unchanged(sql);
    }

    private Optional<String> reasonToSkip(
            ScriptExecution execution, Placeholders.Replaced replaced) {
        if (execution.transaction() == Transaction.NONE) {
            return Optional.of("it runs outside a transaction");
        }
        if (!replaced.isComplete()) {
            return Optional.of("it has placeholders, which Flyway replaces");
        }
        return Script.of(replaced.text()).statements().stream().anyMatch(Statement::readsRows)
                ? Optional.of("it contains the rows of a COPY")
                : Optional.empty();
    }

    /// Checks what a commit would check, and defers the constraints again.
    private Result checkConstraints(String script, String sql) throws SQLException {
        session.execute("SAVEPOINT checks");
        Optional<Result> end =
                end(
                        StatementRunner.last(
                                script, sql, "SET CONSTRAINTS ALL IMMEDIATE", "COMMIT"),
                        List::of);
        session.execute("ROLLBACK TO SAVEPOINT checks");
        return end.orElseGet(Result.Ran::new);
    }

    /// Queried after a statement.
    private interface Locks {
        List<String> acquired() throws SQLException;
    }

    /// Runs a statement.
    ///
    /// @return the result of the migration, if it ends with this statement
    private Optional<Result> end(StatementRunner.Located statement, Locks locks)
            throws SQLException {
        return switch (runner.run(statement)) {
            case StatementRunner.Result.Failed(SQLException e) ->
                    Optional.of(failure(statement, e));
            case StatementRunner.Result.Succeeded(var took) -> {
                var line = new StringBuilder();
                line.append(
                        "  %s:%d %s, "
                                .formatted(
                                        statement.script(),
                                        statement.line(),
                                        masked(statement.summary())));
                line.append(HumanReadable.time(took));
                locks.acquired().forEach(lock -> line.append(", ").append(masked(lock)));
                print(line.toString());
                yield Optional.empty();
            }
        };
    }

    private Result failure(StatementRunner.Located statement, SQLException e) throws SQLException {
        String state = SqlErrors.state(e);
        if (SqlErrors.isOutOfMemory(e)
                || SqlErrors.isConnectionLost(e)
                || context.cancellation().isRequested()) {
            throw e;
        }
        if (SqlErrors.isRefusedInTransaction(state)) {
            return new Result.Skipped(
                    "PostgreSQL cannot run it in this transaction (SQLSTATE %s)".formatted(state));
        }
        ExitCode exit =
                state.equals(SqlErrors.LOCK_NOT_AVAILABLE)
                        ? ExitCode.LOCK_NOT_AVAILABLE
                        : ExitCode.STATEMENT_FAILED;
        String message =
                "%s:%d would fail: %s (SQLSTATE %s)."
                        .formatted(
                                statement.script(),
                                statement.line(),
                                masked(SqlErrors.primary(e)),
                                state);
        return new Result.Failed(
                new Outcome.MigrationFailed(
                        exit,
                        new Outcome.Failure(
                                statement.script(),
                                Optional.of(statement.line()),
                                Optional.of(state),
                                message),
                        "Everything was rolled back. Later migrations were not tested."));
    }

    private String masked(String text) {
        return context.settings().placeholders().masked(text);
    }

    private void print(String line) {
        Consumer<String> print = context.print();
        print.accept(line);
    }
}
