/// The migrations that a database has recorded as applied: Flyway's table and the tool's own, read
/// in one statement, compared with the files by identity, and kept consistent.
package io.migrate.migrator.histories;
