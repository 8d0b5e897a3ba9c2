/// One class for each command, and what the commands share. {@link Migrator} selects the command.
package io.migrate.migrator.command;
