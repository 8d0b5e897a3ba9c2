/// What the API server holds and the engine must know, kept in memory: informers go in, snapshots
/// come out.
package io.migrate.webhook.store;
