/// Reads YAML and JSON into trees as `kubectl` does.
package io.migrate.webhook.yaml;
