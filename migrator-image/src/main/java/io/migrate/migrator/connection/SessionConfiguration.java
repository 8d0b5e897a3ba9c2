package io.migrate.migrator.connection;

import io.migrate.migrator.histories.Tables;
import io.migrate.migrator.settings.Settings;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The settings of a session: made when it begins, and made again after each migration, which may
/// have changed them.
public final class SessionConfiguration {
    private final Connection connection;
    private Optional<String> applicationName = Optional.empty();
    private Optional<CurrentSchema> currentSchema = Optional.empty();

    SessionConfiguration(Connection connection) {
        this.connection = connection;
    }

    /// Makes the settings and asks for the current schema, in one round trip.
    void make(Settings settings) throws SQLException {
        var statements = new ArrayList<String>(SessionSettings.all(settings));
        statements.add(CurrentSchema.QUERY);
        try (Statement statement = connection.createStatement()) {
            boolean isResultSet = statement.execute(String.join("; ", statements));
            while (isResultSet || statement.getUpdateCount() >= 0) {
                if (isResultSet) {
                    readCurrentSchema(settings, statement);
                }
                isResultSet = statement.getMoreResults();
            }
        }
    }

    /// The last result is that of the query; others have one column.
    private void readCurrentSchema(Settings settings, Statement statement) throws SQLException {
        try (ResultSet row = statement.getResultSet()) {
            if (row.getMetaData().getColumnCount() == 2 && row.next()) {
                currentSchema =
                        Optional.of(
                                CurrentSchema.of(
                                        settings,
                                        Optional.ofNullable(row.getString(1)),
                                        row.getString(2)));
            }
        }
    }

    /// The current schema as it was when the settings were made.
    public CurrentSchema currentSchema() {
        return currentSchema.orElseThrow();
    }

    /// Restores the settings that the session began with.
    public void reset(Settings settings) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(String.join("; ", initial(settings)));
        }
    }

    /// The statements that restore the settings that the session began with, its role included.
    public List<String> initial(Settings settings) throws SQLException {
        var statements = new ArrayList<String>();
        statements.add("RESET ALL");
        statements.addAll(SessionSettings.all(settings));
        // The driver sets application_name after connecting, so RESET removes it. What the driver
        // returns later may be what a migration has set.
        if (applicationName.isEmpty()) {
            applicationName = Optional.of(connection.getClientInfo("ApplicationName"));
        }
        statements.add("SET application_name = " + Tables.literal(applicationName.get()));
        return statements;
    }

    /// The statements that follow a migration, before its rows are written: they set the role that
    /// writes the histories, and reset what would apply to the next transaction as it begins.
    public static List<String> afterMigration(Settings settings) {
        return List.of(
                "SET SESSION AUTHORIZATION DEFAULT",
                SessionSettings.role(settings),
                "RESET default_transaction_read_only",
                "RESET default_transaction_isolation",
                "RESET default_transaction_deferrable");
    }
}
