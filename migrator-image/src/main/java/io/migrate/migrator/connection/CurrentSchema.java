package io.migrate.migrator.connection;

import io.migrate.migrator.settings.Settings;

import java.util.List;
import java.util.Optional;

/// The schema in which a session creates objects with unqualified names, and in which the tools
/// keep their histories.
///
/// @param name the schema, which may not exist yet
/// @param origin who decides that
public record CurrentSchema(String name, Origin origin) {
    /// Return what [#of] needs.
    static final String COLUMNS = "pg_catalog.current_schema(), current_user";

    static final String QUERY = "SELECT " + COLUMNS;

    /// The entry of a search path that stands for the schema named like the current role.
    private static final String USER = "$user";

    /// Who decides which schema it is.
    public enum Origin {
        /// `MIGRATE_SEARCH_PATH` or the URL names it; it is created if it does not exist.
        NAMED,
        /// The search path of the role, the database or the connection, or PostgreSQL's default.
        SERVER
    }

    /// The schema of a session whose role and search path are set.
    ///
    /// @param current PostgreSQL's `current_schema()`; empty: no schema of the search path exists
    /// @param user PostgreSQL's `current_user`
    static CurrentSchema of(Settings settings, Optional<String> current, String user) {
        List<String> path = settings.searchPath();
        Optional<String> named = path.stream().filter(name -> !name.equals(USER)).findFirst();
        if (named.isPresent() && !path.getFirst().equals(USER)) {
            return new CurrentSchema(named.get(), Origin.NAMED);
        }
        // A search path of "$user" and a schema that does not exist yet.
        Optional<String> own = current.filter(name -> named.isEmpty() || name.equals(user));
        return new CurrentSchema(own.or(() -> named).orElse("public"), Origin.SERVER);
    }
}
