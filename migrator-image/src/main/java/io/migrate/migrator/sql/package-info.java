/// SQL as text: the statements of a script, and what they do to transactions. Nothing else of the
/// language is parsed; PostgreSQL decides what is valid.
package io.migrate.migrator.sql;
