package io.migrate.migrator.flyway;

import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Transaction;
import io.migrate.migrator.sql.Script;
import io.migrate.migrator.sql.Statement;

import java.util.List;
import java.util.Optional;

/// The migration that Flyway runs. Flyway does not name it if the connection is lost: the exception
/// that it throws then is that of its attempt to record the failure.
///
/// @param transaction the one in which Flyway runs it
/// @param begun how many of its statements have begun
record RunningMigration(Migration migration, Transaction transaction, int begun) {
    RunningMigration next() {
        return new RunningMigration(migration, transaction, begun + 1);
    }

    /// The line of the statement that began last.
    Optional<Integer> line() {
        return begun > 0 && begun <= statements().size()
                ? Optional.of(Script.line(migration.sql(), statements().get(begun - 1).start()))
                : Optional.empty();
    }

    private List<Statement> statements() {
        return Script.of(migration.sql()).statements();
    }
}
