/// Generates the custom resource definitions from the registry of settings.
package io.migrate.webhook.crd;
