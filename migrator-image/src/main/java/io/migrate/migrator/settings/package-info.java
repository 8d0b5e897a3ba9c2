/// What a person may set, by environment or by flag: one registry that parsing and help come from.
package io.migrate.migrator.settings;
