/// From a connection target to a session on a server that can be migrated: connecting with
/// patience, poolers, session settings, the advisory lock, cancellation, and what errors mean.
package io.migrate.migrator.connection;
