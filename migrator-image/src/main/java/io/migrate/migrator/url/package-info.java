/// Parses libpq connection strings, JDBC URLs and `PG*` variables into driver properties. The
/// driver never parses a URL itself, because it prints URLs that it cannot read, including the
/// password, and silently ignores unknown parameters.
package io.migrate.migrator.url;
