/// Runs the shipped jars end to end without a cluster, from an annotated Pod to a migrated
/// database, for {@link Demo} and for the tests of this module.
package io.migrate.e2e;
