package io.migrate.migrator.histories;

import java.util.Optional;

/// The tables of the two histories.
///
/// @param flyway Flyway's table, always schema-qualified
/// @param tool the tool's history; empty if it has none or it is ignored
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

    /// A string literal, valid whatever `standard_conforming_strings` is.
    public static String literal(String text) {
        String quoted = "'" + text.replace("'", "''") + "'";
        return text.indexOf('\\') < 0 ? quoted : " E" + quoted.replace("\\", "\\\\");
    }

    /// An identifier in double quotes.
    public static String quote(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }
}
