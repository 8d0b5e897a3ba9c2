/// PostgreSQL's protocol, as much of it as one question takes: log in, ask, read rows. Whatever it
/// does not know has no answer here, and the driver is asked instead (ADR 52). At most 600 lines.
/// The start of the migrator depends on it: see ADR 51.
///
/// Source: https://www.postgresql.org/docs/current/protocol.html
package io.migrate.migrator.protocol;
