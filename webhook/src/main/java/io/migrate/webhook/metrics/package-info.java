/// What the webhook counts and measures, and the page that Prometheus reads.
package io.migrate.webhook.metrics;
