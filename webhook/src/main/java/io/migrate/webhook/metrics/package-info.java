/// What the webhook and the observer count and measure, and the page that Prometheus reads.
package io.migrate.webhook.metrics;
