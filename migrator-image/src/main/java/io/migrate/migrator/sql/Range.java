package io.migrate.migrator.sql;

/// A part of a script.
///
/// @param end the position after it
record Range(int start, int end) {}
