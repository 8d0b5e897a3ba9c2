/// The outcome of a run and how it is reported: exit code, log, termination message.
package io.migrate.migrator.report;
