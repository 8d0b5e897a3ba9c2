/// Formats log lines as JSON and writes them without blocking the caller.
package io.migrate.webhook.log;
