/// Manifests as files: YAML and JSON documents in, the same out, with the objects that they hold.
package io.migrate.webhook.manifest;
