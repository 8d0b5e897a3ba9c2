/// Connects to a server that can be migrated: retries, poolers, session settings, the advisory
/// lock, cancellation, and the classification of errors.
package io.migrate.migrator.connection;
