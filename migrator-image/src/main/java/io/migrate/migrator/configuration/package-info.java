/// Flyway's own configuration, as far as the migrator reads it, and the values of placeholders.
/// Text in, values out: only [io.migrate.migrator.configuration.ConfigurationFiles] reads files.
package io.migrate.migrator.configuration;
