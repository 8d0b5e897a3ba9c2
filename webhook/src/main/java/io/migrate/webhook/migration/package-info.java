/// The status of a Pod's migrations and the Events that report it: pure functions of the Pod as the
/// API server returns it. Text from a Pod is untrusted: this package bounds it, cleans it, and maps
/// it to closed sets.
package io.migrate.webhook.migration;
