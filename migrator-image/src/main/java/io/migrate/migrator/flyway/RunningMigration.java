package io.migrate.migrator.flyway;

import io.migrate.migrator.execution.Aftermath;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Transaction;
import io.migrate.migrator.sql.Script;
import io.migrate.migrator.sql.Statement;

import java.util.List;
import java.util.Optional;

/// The migration that Flyway runs. Flyway does not name it if the connection is lost: the exception
/// that it throws then is that of its attempt to record the failure.
///
/// @param begun how many of its statements have begun
/// @param stage how far it came
record RunningMigration(Migration migration, Transaction transaction, int begun, Stage stage) {
    /// How far it came.
    enum Stage {
        /// Its statements run.
        STATEMENTS,
        /// Its statements have run; Flyway writes its row and commits.
        COMMIT,
        /// It is committed with its row; Flyway reads its history, or locks it.
        COMMITTED
    }

    static RunningMigration of(Migration migration, Transaction transaction) {
        return new RunningMigration(migration, transaction, 0, Stage.STATEMENTS);
    }

    RunningMigration next() {
        return new RunningMigration(migration, transaction, begun + 1, stage);
    }

    RunningMigration committing() {
        return new RunningMigration(migration, transaction, begun, Stage.COMMIT);
    }

    /// After a COMMIT on its connection. One before its row was written is its own.
    RunningMigration committed() {
        return stage == Stage.COMMIT
                ? new RunningMigration(migration, transaction, begun, Stage.COMMITTED)
                : this;
    }

    /// What it leaves if its connection is lost now.
    Aftermath aftermath() {
        return switch (transaction) {
            case ONE ->
                    switch (stage) {
                        case STATEMENTS -> new Aftermath.RolledBack();
                        case COMMIT, COMMITTED -> new Aftermath.InDoubt();
                    };
            case NONE ->
                    switch (stage) {
                        case STATEMENTS ->
                                line().map(number -> stoppedIn(migration, number))
                                        .orElseGet(Aftermath.Outside::unknown);
                        case COMMIT, COMMITTED ->
                                new Aftermath.Outside(
                                        Optional.of(statements().size()),
                                        statements().size(),
                                        Optional.empty());
                    };
        };
    }

    /// What a migration leaves that stops outside a transaction.
    ///
    /// @param line of the statement in which it stops
    static Aftermath.Outside stoppedIn(Migration migration, int line) {
        List<Statement> statements = Script.of(migration.sql()).statements();
        // In a transaction of its own, the statements before are rolled back too.
        boolean hasTransactions =
                statements.stream().anyMatch(each -> each.control() != Statement.Control.NONE);
        return new Aftermath.Outside(
                Optional.empty(),
                statements.size(),
                hasTransactions ? Optional.empty() : Optional.of(line));
    }

    /// The line of the statement that began last and has not ended.
    Optional<Integer> line() {
        return stage == Stage.STATEMENTS && begun > 0 && begun <= statements().size()
                ? Optional.of(Script.line(migration.sql(), statements().get(begun - 1).start()))
                : Optional.empty();
    }

    private List<Statement> statements() {
        return Script.of(migration.sql()).statements();
    }
}
