package io.migrate.migrator.configuration;

import java.util.List;

/// How the files of a Flyway folder are named: Flyway's settings of these names.
///
/// @param versioned `sqlMigrationPrefix`
/// @param repeatable `repeatableSqlMigrationPrefix`
/// @param separator `sqlMigrationSeparator`
/// @param suffixes `sqlMigrationSuffixes`
public record Naming(String versioned, String repeatable, String separator, List<String> suffixes) {
    /// Flyway's defaults.
    public static final Naming DEFAULT = new Naming("V", "R", "__", List.of(".sql"));

    /// Copies the list.
    public Naming {
        suffixes = List.copyOf(suffixes);
    }

    /// Returns whether these are Flyway's defaults. Not equals: see ADR 51.
    boolean isDefault() {
        return versioned.equals(DEFAULT.versioned)
                && repeatable.equals(DEFAULT.repeatable)
                && separator.equals(DEFAULT.separator)
                && suffixes.equals(DEFAULT.suffixes);
    }
}
