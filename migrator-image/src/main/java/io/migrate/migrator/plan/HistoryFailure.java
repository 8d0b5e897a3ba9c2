package io.migrate.migrator.plan;

import io.migrate.migrator.connection.SqlErrors;
import io.migrate.migrator.histories.Tables;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;

import java.sql.SQLException;
import java.util.ArrayList;

/// Reads what PostgreSQL says when the histories cannot be read or written.
public final class HistoryFailure {
    /// Of the two tables only Flyway's is asked for columns by their names.
    private static final String NO_SUCH_COLUMN = "42703";

    private HistoryFailure() {}

    /// The outcome.
    ///
    /// @param role that lacks a right, if it is that
    public static Outcome outcome(SQLException e, Tables tables, String role) {
        if (SqlErrors.state(e).equals(SqlErrors.INSUFFICIENT_PRIVILEGE)) {
            return new Outcome.Failed(
                    ExitCode.ACCESS_DENIED,
                    "the histories cannot be read: %s.".formatted(SqlErrors.primary(e)),
                    "As the owner run: %s".formatted(grants(tables, Tables.quote(role))));
        }
        if (SqlErrors.state(e).equals(SqlErrors.LOCK_NOT_AVAILABLE)) {
            return new Outcome.Failed(
                    ExitCode.LOCK_NOT_AVAILABLE,
                    "a history table is locked: %s.".formatted(SqlErrors.primary(e)),
                    "End the session that holds it, or raise MIGRATE_LOCK_TIMEOUT.");
        }
        if (SqlErrors.state(e).equals(SqlErrors.READ_ONLY)) {
            return new Outcome.Failed(
                    ExitCode.ACCESS_DENIED,
                    "the database is read-only for %s: %s.".formatted(role, SqlErrors.primary(e)),
                    "Connect to the primary, or set default_transaction_read_only to off for role"
                            + " and database.");
        }
        if (NO_SUCH_COLUMN.equals(SqlErrors.state(e))) {
            return new Outcome.Failed(
                    ExitCode.HISTORY_MISMATCH,
                    "%s is no history of Flyway: %s."
                            .formatted(tables.flyway(), SqlErrors.primary(e)),
                    "Name another table with MIGRATE_HISTORY_TABLE, or rename this one.");
        }
        if (SqlErrors.isConnectionLost(e)) {
            return new Outcome.Failed(
                    ExitCode.UNREACHABLE,
                    "the connection was lost: %s.".formatted(SqlErrors.primary(e)),
                    "The next start goes on from what is committed.");
        }
        return new Outcome.Failed(
                ExitCode.UNEXPECTED,
                "%s (SQLSTATE %s).".formatted(SqlErrors.primary(e), SqlErrors.state(e)),
                "");
    }

    private static String grants(Tables tables, String role) {
        var grants = new ArrayList<String>();
        grants.add(grant(tables.flyway(), role));
        tables.tool().ifPresent(table -> grants.add(grant(table, role)));
        return String.join(" ", grants);
    }

    private static String grant(Tables.Table table, String role) {
        return "GRANT USAGE ON SCHEMA %s TO %s; GRANT SELECT ON %s TO %s;"
                .formatted(Tables.quote(table.schema()), role, table.quoted(), role);
    }
}
