/// What a database says it has applied: Flyway's table and the tool's own, read in one statement,
/// compared with the files by identity, and kept in step.
package io.migrate.migrator.histories;
