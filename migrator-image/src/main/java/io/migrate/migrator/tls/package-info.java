/// Reads certificates and keys for TLS connections to the database, in all formats that libpq
/// reads; the driver alone supports fewer.
package io.migrate.migrator.tls;
