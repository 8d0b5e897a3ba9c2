/// One class a command, and the run that they share: connect, inspect the histories, lock, apply.
/// {@link Migrator} is the door.
package io.migrate.migrator.command;
