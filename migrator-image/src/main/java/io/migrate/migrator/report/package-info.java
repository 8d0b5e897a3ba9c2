/// What became of a run, and how it is told: exit code, log, termination message.
package io.migrate.migrator.report;
