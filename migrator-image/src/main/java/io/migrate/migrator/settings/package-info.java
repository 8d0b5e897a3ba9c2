/// The settings, from environment and flags: one registry that parser and help are derived from.
package io.migrate.migrator.settings;
