/// The life of the webhook's TLS identity.
package io.migrate.webhook.tls;
