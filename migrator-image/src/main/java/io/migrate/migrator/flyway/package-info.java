/// The only package that knows Flyway: it hands Flyway the pending migrations on the session that
/// holds the lock. Flyway is loaded only when there is something to apply.
package io.migrate.migrator.flyway;
