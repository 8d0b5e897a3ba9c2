/// Measures the webhook server over TLS, compared with other webhooks and a baseline server.
package io.migrate.benchmarks.server;
