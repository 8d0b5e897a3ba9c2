package io.migrate.migrator.sql;

/// Why a script cannot run as it is, found without a database. PostgreSQL rejects the script, or
/// gets another one than was meant; a parser may read on for ever.
///
/// @param line from 1
/// @param reason a clause without a full stop
public record Defect(int line, String reason) {}
