package io.migrate.migrator.plan;

import io.migrate.migrator.connection.SqlErrors;
import io.migrate.migrator.histories.Tables;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;

import java.sql.SQLException;
import java.util.ArrayList;

/// The outcomes of a run that cannot read or write the histories.
public final class HistoryFailure {
    /// Only queries of Flyway's table select columns by name.
    private static final String NO_SUCH_COLUMN = "42703";

    private HistoryFailure() {}

    /// The outcome for an error.
    ///
    /// @param role that needs the privileges, if they are missing
    public static Outcome outcome(SQLException e, Tables tables, String role) {
        String state = SqlErrors.state(e);
        String reason = SqlErrors.primary(e);
        return switch (state) {
            case SqlErrors.INSUFFICIENT_PRIVILEGE -> denied(reason, tables, role);
            case SqlErrors.LOCK_NOT_AVAILABLE -> locked(reason);
            case SqlErrors.READ_ONLY -> readOnly(reason, role);
            case NO_SUCH_COLUMN -> notFlyways(reason, tables);
            default -> SqlErrors.isConnectionLost(e) ? lost(reason) : unexpected(reason, state);
        };
    }

    private static Outcome denied(String reason, Tables tables, String role) {
        return new Outcome.Failed(
                ExitCode.ACCESS_DENIED,
                "cannot read the histories: %s.".formatted(reason),
                "As the owner, run: %s".formatted(grants(tables, Tables.quote(role))));
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

    private static Outcome locked(String reason) {
        return new Outcome.Failed(
                ExitCode.LOCK_NOT_AVAILABLE,
                "a history table is locked: %s.".formatted(reason),
                "End the session that holds the lock, or raise MIGRATE_LOCK_TIMEOUT.");
    }

    private static Outcome readOnly(String reason, String role) {
        return new Outcome.Failed(
                ExitCode.ACCESS_DENIED,
                "the database is read-only for %s: %s.".formatted(role, reason),
                "Connect to the primary, or set default_transaction_read_only to off for the role"
                        + " and the database.");
    }

    private static Outcome notFlyways(String reason, Tables tables) {
        return new Outcome.Failed(
                ExitCode.HISTORY_MISMATCH,
                "%s is not a Flyway history table: %s.".formatted(tables.flyway(), reason),
                "Set MIGRATE_HISTORY_TABLE to another table, or rename this one.");
    }

    private static Outcome lost(String reason) {
        return new Outcome.Failed(
                ExitCode.UNREACHABLE,
                "the connection was lost: %s.".formatted(reason),
                "The next start continues from the committed migrations.");
    }

    private static Outcome unexpected(String reason, String state) {
        return new Outcome.Failed(
                ExitCode.UNEXPECTED, "%s (SQLSTATE %s).".formatted(reason, state), "");
    }
}
