/// The metrics of the webhook and of the observer, and the server that Prometheus scrapes.
package io.migrate.webhook.metrics;
