package io.migrate.migrator.connection;

import io.migrate.migrator.histories.Tables;
import io.migrate.migrator.settings.Settings;

import java.util.ArrayList;
import java.util.List;

/// The settings of each session as SQL statements. The connection parameter `options` is not used,
/// because older servers and every PgBouncer reject it.
final class SessionSettings {
    private SessionSettings() {}

    static List<String> all(Settings settings) {
        var statements = new ArrayList<String>();
        statements.add("SET lock_timeout = " + settings.timeouts().lock().toMillis());
        statements.add("SET statement_timeout = " + settings.timeouts().statement().toMillis());
        // A migrator that hangs between two statements holds locks that block the application.
        statements.add("SET idle_in_transaction_session_timeout = '60s'");
        // It waits between statements, and a migration takes as long as it takes.
        statements.add("SET idle_session_timeout = 0");
        // PostgreSQL 17 and newer.
        statements.add(
                "SELECT pg_catalog.set_config('transaction_timeout', '0', false)"
                        + " WHERE pg_catalog.current_setting('transaction_timeout', true)"
                        + " IS NOT NULL");
        // The server ends the running statement of a migrator that was killed.
        statements.add("SET client_connection_check_interval = '1s'");
        // A node that fails does not close its connections; with these settings the server detects
        // the failure within a minute instead of two hours.
        statements.add("SET tcp_keepalives_idle = 20");
        statements.add("SET tcp_keepalives_interval = 5");
        statements.add("SET tcp_keepalives_count = 4");
        statements.add("SET tcp_user_timeout = '40s'");
        if (!settings.searchPath().isEmpty()) {
            List<String> schemas = settings.searchPath().stream().map(Tables::quote).toList();
            statements.add("SET search_path = " + String.join(", ", schemas));
        }
        statements.add(role(settings));
        return statements;
    }

    /// The same settings for one transaction.
    static List<String> ofTransaction(Settings settings) {
        var statements = new ArrayList<String>();
        for (String each : all(settings)) {
            statements.add(
                    each.startsWith("SET ")
                            ? "SET LOCAL " + each.substring("SET ".length())
                            : each.replace("'0', false)", "'0', true)"));
        }
        return statements;
    }

    static String role(Settings settings) {
        return settings.role().map(role -> "SET ROLE " + Tables.quote(role)).orElse("RESET ROLE");
    }
}
