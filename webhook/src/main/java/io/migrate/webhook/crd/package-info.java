/// The custom resource definitions, written from the registry of settings.
package io.migrate.webhook.crd;
