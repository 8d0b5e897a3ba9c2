/// SQL as text: where its statements begin and end, and which of them matter to transactions. It
/// knows no more of the language than that takes; PostgreSQL remains the judge.
package io.migrate.migrator.sql;
