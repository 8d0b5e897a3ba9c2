package io.migrate.webhook.observer;

import io.migrate.webhook.migration.EndedRun;

/// A run of the migrator that ended while we watched. Told once.
public record FinishedRun(String namespace, String policy, EndedRun end) {}
