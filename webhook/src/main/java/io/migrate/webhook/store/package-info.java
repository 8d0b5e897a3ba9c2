/// Keeps policies, Namespaces and LimitRanges of the cluster in memory: informers update them, and
/// readers get snapshots.
package io.migrate.webhook.store;
