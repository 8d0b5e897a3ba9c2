package io.migrate.migrator.histories;

import java.util.Optional;

/// Where the two histories are.
///
/// @param flyway Flyway's table, always schema-qualified
/// @param tool the tool's own; empty if it has none or is to be left alone
public record Tables(Table flyway, Optional<Table> tool) {
    /// A table by name.
    public record Table(String schema, String name) {
        /// Quoted, for SQL.
        public String quoted() {
            return quote(schema) + "." + quote(name);
        }

        /// For people.
        @Override
        public String toString() {
            return schema + "." + name;
        }
    }

    /// An identifier in double quotes.
    public static String quote(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }
}
