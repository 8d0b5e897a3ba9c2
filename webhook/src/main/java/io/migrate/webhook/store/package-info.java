/// Keeps policies, Namespaces and LimitRanges of the cluster in memory: informers feed it, and
/// readers get snapshots.
package io.migrate.webhook.store;
