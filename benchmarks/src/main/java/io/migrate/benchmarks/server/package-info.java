/// From the outside: reviews over TLS, beside other webhooks and beside a server that does nothing.
package io.migrate.benchmarks.server;
