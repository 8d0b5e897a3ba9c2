/// The run itself: connect, compare, lock, reconcile, apply. Flyway is loaded only when there is
/// something to apply.
package io.migrate.migrator.run;
