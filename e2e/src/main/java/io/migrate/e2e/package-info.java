/// End to end: a Pod in, a migrated database out, with the jars that ship and without a cluster.
/// {@link Demo} shows it, the tests of this module hold it to it.
package io.migrate.e2e;
