package io.migrate.migrator.formats;

/// The transaction that a migration file requests.
public enum Transaction {
    /// No request: one transaction for the whole file, where PostgreSQL allows it.
    ONE,
    /// No transaction: each statement is committed by itself.
    NONE
}
