package io.migrate.migrator.configuration;

/// One setting of a configuration, as it is written.
///
/// @param key as Flyway's documentation names it, with its prefix: `flyway.table`
/// @param value a list is joined with commas
/// @param source the name of the file, or of the environment variable
/// @param line from 1; 0 for an environment variable
record Entry(String key, String value, String source, int line) {
    /// Where it is, for messages: `flyway.conf:3`. The value is never shown.
    String place() {
        return line == 0 ? source : source + ":" + line;
    }
}
