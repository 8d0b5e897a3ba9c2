/// Runs the pending migrations with Flyway, in the session that holds the advisory lock. The only
/// package that uses Flyway, which is loaded only when migrations are pending.
package io.migrate.migrator.flyway;
