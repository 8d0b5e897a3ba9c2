package io.migrate.webhook.observer;

import io.migrate.webhook.runs.Ended;

/// A run of the migrator that ended while we watched. Told once.
public record Finished(String namespace, String policy, Ended end) {}
