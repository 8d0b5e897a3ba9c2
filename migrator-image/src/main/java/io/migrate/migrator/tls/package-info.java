/// TLS as libpq has it: who is trusted and who we are, from the files that people have. The driver
/// alone reads fewer kinds of keys.
package io.migrate.migrator.tls;
