/// YAML and JSON as trees, read as `kubectl` reads them.
package io.migrate.webhook.yaml;
