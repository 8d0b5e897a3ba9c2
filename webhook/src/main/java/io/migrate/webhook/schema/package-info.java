/// What a field of a custom resource may hold, said once: {@link OpenApi} writes it for the API
/// server, and whoever reads the resource checks it by the same values.
package io.migrate.webhook.schema;
