package io.migrate.migrator.histories;

/// The type of a row of Flyway's table. Flyway's open-source edition reads [Applied], [Baseline]
/// and [Marker], and no other. Source: Flyway's CoreMigrationType and BaselineMigrationType.
public sealed interface RowType {
    /// As it is written in the table; for [Applied#JDBC] also `SPRING_JDBC`.
    String name();

    /// The row of a migration that ran.
    enum Applied implements RowType {
        /// A file of SQL.
        SQL,
        /// A class.
        JDBC,
        /// A shell script.
        SCRIPT,
        /// What a resolver of the program's own found.
        CUSTOM
    }

    /// The migrations up to its version are in place.
    enum Baseline implements RowType {
        /// Written by `baseline`.
        BASELINE,
        /// A file `B1__name.sql`.
        SQL_BASELINE,
        /// A class.
        JDBC_BASELINE
    }

    /// Neither ran nor stands for what ran.
    enum Marker implements RowType {
        /// Flyway created the schema.
        SCHEMA,
        /// `repair` found no file for an earlier row.
        DELETE
    }

    /// A migration was undone, which only Flyway's other editions do. The open-source edition
    /// cannot read most of these types, and counts the migration of a row `UNDO_SCRIPT` as still
    /// applied.
    record Undo(String name) implements RowType {}

    /// Any other text. Flyway does not accept lower case.
    record Unknown(String name) implements RowType {}

    /// The type with that name.
    static RowType of(String name) {
        return switch (name) {
            case "SQL" -> Applied.SQL;
            case "JDBC", "SPRING_JDBC" -> Applied.JDBC;
            case "SCRIPT" -> Applied.SCRIPT;
            case "CUSTOM" -> Applied.CUSTOM;
            case "BASELINE" -> Baseline.BASELINE;
            case "SQL_BASELINE" -> Baseline.SQL_BASELINE;
            case "JDBC_BASELINE" -> Baseline.JDBC_BASELINE;
            case "SCHEMA" -> Marker.SCHEMA;
            case "DELETE" -> Marker.DELETE;
            default -> name.startsWith("UNDO_") ? new Undo(name) : new Unknown(name);
        };
    }
}
