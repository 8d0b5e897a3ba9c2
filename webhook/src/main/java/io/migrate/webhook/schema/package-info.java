/// Schemas of custom resources: {@link OpenApi} writes them for the API server, and readers of the
/// resources validate against the same values.
package io.migrate.webhook.schema;
