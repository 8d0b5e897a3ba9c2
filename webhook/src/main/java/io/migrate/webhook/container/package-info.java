/// What the Pod, its namespace and a service mesh require of an injected container: its resources
/// and the user that it runs as.
package io.migrate.webhook.container;
