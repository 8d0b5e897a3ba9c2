package io.migrate.migrator.flyway;

import io.migrate.migrator.formats.Effect;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Transaction;
import io.migrate.migrator.sql.Script;
import io.migrate.migrator.sql.Statement;

import java.util.List;
import java.util.Optional;

/// How a migration is run: what of its text, and in which transaction. Pure.
///
/// A file that begins and commits transactions itself would end ours, so that what it did is no
/// longer one with its row in the history. Where all of it can be in one transaction its own BEGIN
/// and COMMIT are taken off; else it runs statement by statement, and they are honoured.
///
/// @param sql what Flyway runs
/// @param transaction one around it and its rows, or none
/// @param note for the log; empty if there is nothing to say
public record ScriptExecution(String sql, Transaction transaction, Optional<String> note) {
    /// What is known of a migration that was tried.
    enum Experience {
        /// Nothing: it was not tried.
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

    /// @param declared what is said of its transaction
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
                    : apart(migration, "ends transactions in a way of its own");
        }
        if (!control.isEmpty()) {
            return apart(migration, "begins and ends transactions around what cannot be in one");
        }
        if (declared == Transaction.NONE) {
            return new ScriptExecution(sql, Transaction.NONE, Optional.empty());
        }
        return script.statements().size() == 1
                ? new ScriptExecution(sql, Transaction.NONE, Optional.empty())
                : apart(migration, "holds what cannot run in a transaction");
    }

    /// Statement by statement, and its own BEGIN and COMMIT are honoured.
    static ScriptExecution apart(Migration migration, String reason) {
        return new ScriptExecution(
                migration.sql(),
                Transaction.NONE,
                Optional.of(
                        "%s %s: it runs statement by statement, and what it did stays if it fails"
                                .formatted(migration.name(), reason)));
    }

    /// Each BEGIN has its COMMIT, but for a last one which the end of the file commits.
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
