/// Obtains, renews and distributes the webhook's TLS certificate.
package io.migrate.webhook.tls;
