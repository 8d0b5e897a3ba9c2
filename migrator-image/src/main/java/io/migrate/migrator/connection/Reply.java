package io.migrate.migrator.connection;

import java.sql.SQLException;
import java.util.Optional;

/// The server's reply to one message of the simple query protocol. PostgreSQL splits a message into
/// statements and runs them one after another; the first error ends the message.
///
/// @param completed how many statements completed
/// @param committed how many statements had completed when the last COMMIT of the message
///   completed; 0 if there was none
/// @param lastValue first column of the first row of the last statement that returned rows
/// @param error what ended the message early
public record Reply(
        int completed, int committed, Optional<String> lastValue, Optional<SQLException> error) {
    /// Instead of the reply to a message that was not sent, because the run was canceled.
    public static Reply canceled() {
        return new Reply(0, 0, Optional.empty(), Optional.of(new SQLException("canceled")));
    }

    /// The position of the error in the message, in UTF-16 units from 0; empty if PostgreSQL gave
    /// none, as for an error during execution.
    ///
    /// @param message the text that was sent
    public Optional<Integer> position(String message) {
        return error.flatMap(SqlErrors::server)
                .map(server -> server.getPosition())
                // PostgreSQL counts characters from 1, and 0 means none.
                .filter(position -> position > 0)
                .map(position ->
                        message.offsetByCodePoints(
                                0,
                                Math.min(
                                        position - 1,
                                        message.codePointCount(0, message.length()))));
    }
}
