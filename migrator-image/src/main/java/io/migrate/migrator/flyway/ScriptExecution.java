package io.migrate.migrator.flyway;

import io.migrate.migrator.formats.Effect;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Transaction;
import io.migrate.migrator.sql.Script;
import io.migrate.migrator.sql.Statement;

import java.util.List;
import java.util.Optional;

/// How a migration runs: its SQL and its transaction. Computing it has no side effects.
///
/// A file that begins and commits transactions would end the transaction in which its row in the
/// history is written. If all of it can run in one transaction, its own BEGIN and COMMIT are
/// removed; otherwise it runs statement by statement, with its own transactions.
///
/// @param sql what Flyway runs
/// @param transaction one around the migration and its rows, or none
/// @param note for the log; empty if it runs as usual
public record ScriptExecution(String sql, Transaction transaction, Optional<String> note) {
    /// What earlier attempts showed.
    enum Experience {
        /// Nothing: there was none.
        NONE,
        /// PostgreSQL refused to run it in a transaction.
        REFUSED
    }

    static ScriptExecution of(Migration migration, Experience experience) {
        return switch (migration.effect()) {
            case Effect.Sql(String _, Transaction transaction) ->
                    of(migration, transaction, experience);
            case Effect.Unsupported(String reason) ->
                    throw new IllegalStateException(migration.name() + " " + reason);
        };
    }

    /// @param declared the transaction that the file asks for
    static ScriptExecution of(Migration migration, Transaction declared, Experience experience) {
        String sql = migration.sql();
        Script script = Script.of(sql);
        List<Statement> control =
                script.statements().stream()
                        .filter(each -> each.control() != Statement.Control.NONE)
                        .toList();
        Optional<Statement> refusing =
                script.statements().stream().filter(Statement::refusesTransaction).findFirst();
        if (declared == Transaction.ONE && experience == Experience.NONE && refusing.isEmpty()) {
            return isBalanced(control)
                    ? new ScriptExecution(
                            script.without(control), Transaction.ONE, Optional.empty())
                    : byStatement(migration, "ends transactions itself");
        }
        if (!control.isEmpty()) {
            return byStatement(
                    migration,
                    "begins and ends transactions, and has statements that cannot run in one");
        }
        if (declared == Transaction.NONE) {
            return new ScriptExecution(sql, Transaction.NONE, Optional.empty());
        }
        return script.statements().size() == 1
                ? new ScriptExecution(sql, Transaction.NONE, Optional.empty())
                : byStatement(migration, "has a statement that cannot run in a transaction");
    }

    /// Statement by statement, with its own BEGIN and COMMIT.
    static ScriptExecution byStatement(Migration migration, String reason) {
        return new ScriptExecution(
                migration.sql(),
                Transaction.NONE,
                Optional.of(
                        "%s %s: it runs statement by statement, and its changes remain if it fails"
                                .formatted(migration.name(), reason)));
    }

    /// Whether each BEGIN has its COMMIT, except a last one that the end of the file commits.
    private static boolean isBalanced(List<Statement> control) {
        for (int i = 0; i < control.size(); i++) {
            Statement.Control expected =
                    i % 2 == 0 ? Statement.Control.BEGIN : Statement.Control.COMMIT;
            if (control.get(i).control() != expected) {
                return false;
            }
        }
        return true;
    }
}
