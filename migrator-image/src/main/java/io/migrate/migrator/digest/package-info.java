/// SHA-256 without Java's providers, which cost a short run more than everything it hashes.
package io.migrate.migrator.digest;
