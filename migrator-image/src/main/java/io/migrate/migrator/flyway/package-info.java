/// Runs the pending migrations of Flyway folders with Flyway, in the session that holds the
/// advisory lock. The only package that uses Flyway, which is loaded only when such migrations are
/// pending.
package io.migrate.migrator.flyway;
