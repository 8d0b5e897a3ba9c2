package io.migrate.migrator.formats;

/// What its file says of the transaction that a migration runs in.
public enum Transaction {
    /// Nothing: one for the whole of it, wherever PostgreSQL allows that.
    ONE,
    /// That it wants none: each statement is committed by itself.
    NONE
}
