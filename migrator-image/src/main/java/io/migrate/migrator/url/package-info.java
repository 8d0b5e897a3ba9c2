/// Where the database is: libpq connection URIs, JDBC URLs and `PG*` variables, parsed here and
/// handed to the driver as properties, because the driver prints a URL that it cannot read,
/// password included, and drops parameters that it does not know without a word.
package io.migrate.migrator.url;
