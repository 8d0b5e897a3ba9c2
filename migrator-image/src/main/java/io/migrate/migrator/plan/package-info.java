/// What a run must do and may do: it reads both histories, checks them against the policy, and
/// reconciles them before any migration runs.
package io.migrate.migrator.plan;
