/// What a run has to do and may do: both histories read from the database, checked against the
/// policy, and reconciled before anything runs.
package io.migrate.migrator.plan;
