package io.migrate.migrator.execution;

import io.migrate.migrator.connection.SqlErrors;

import java.sql.SQLException;
import java.util.Optional;

/// What a migration that did not finish left in the database, derived from its transaction.
public sealed interface Aftermath {
    /// It ran in a transaction, which was rolled back.
    record RolledBack() implements Aftermath {}

    /// The connection was lost before the server answered the COMMIT: the migration and its rows
    /// are either committed or rolled back.
    record InDoubt() implements Aftermath {}

    /// It ran outside a transaction: what it committed remains.
    ///
    /// @param committed how many of its statements are committed; empty if that is not known
    /// @param statements how many it has
    /// @param line of the first statement that is not known to be committed, from 1
    record Outside(Optional<Integer> committed, int statements, Optional<Integer> line)
            implements Aftermath {
        /// If nothing is known.
        public static Outside unknown() {
            return new Outside(Optional.empty(), 0, Optional.empty());
        }
    }

    /// After a COMMIT that failed. An error that does not end the session is an answer to it.
    static Aftermath ofCommit(SQLException e) {
        return SqlErrors.isConnectionLost(e) || SqlErrors.isOutOfMemory(e)
                ? new InDoubt()
                : new RolledBack();
    }

    /// What remains, in a sentence.
    default String sentence() {
        return switch (this) {
            case RolledBack() -> "Its transaction was rolled back.";
            case InDoubt() ->
                    "The server did not confirm the COMMIT: the migration and its rows in the"
                            + " histories are either all committed or all rolled back.";
            case Outside outside -> "It ran outside a transaction" + progress(outside);
        };
    }

    private static String progress(Outside outside) {
        String line = outside.line().map(number -> " in line " + number).orElse("");
        return outside.committed()
                .map(count ->
                        count == outside.statements()
                                ? ": all of its statements are committed."
                                : ": %s of its %d statements %s committed%s."
                                        .formatted(
                                                count == 0 ? "none" : count,
                                                outside.statements(),
                                                count < 2 ? "is" : "are",
                                                line.isEmpty()
                                                        ? ""
                                                        : "; it stopped in the one" + line))
                .orElseGet(() ->
                        line.isEmpty()
                                ? "; how far it came is not known."
                                : ", and stopped%s; the statements before it are committed."
                                        .formatted(line));
    }
}
