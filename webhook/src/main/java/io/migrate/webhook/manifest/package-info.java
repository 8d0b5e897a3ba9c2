/// Manifest files: reads and writes YAML and JSON documents, and finds Pods and workloads in them.
package io.migrate.webhook.manifest;
