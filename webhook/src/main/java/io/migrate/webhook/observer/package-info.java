/// Watches injected Pods and publishes the status of their migrations: as Events, in the status of
/// policies, and to the metrics. It needs to read Pods, which the webhook must not, and therefore
/// runs as its own process.
package io.migrate.webhook.observer;
