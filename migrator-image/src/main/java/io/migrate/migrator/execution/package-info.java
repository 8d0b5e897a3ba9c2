/// Runs the scripts of tools other than Flyway, and decides for all formats how a script runs.
package io.migrate.migrator.execution;
