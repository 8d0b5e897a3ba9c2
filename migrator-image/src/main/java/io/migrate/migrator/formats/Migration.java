package io.migrate.migrator.formats;

/// One migration as its tool sees it.
///
/// @param identity what identifies it in histories
/// @param name the tool's name for it, which messages show
/// @param description for the column of that name in Flyway's history
/// @param script path in the folder, with `/`
/// @param text the part of the file that is applied, unchanged
/// @param checksum Flyway's, over the unchanged text
/// @param effect what applying it does
public record Migration(
        Identity identity,
        String name,
        String description,
        String script,
        String text,
        int checksum,
        Effect effect) {

    /// A migration that runs SQL in a transaction.
    static Migration of(Identity identity, String name, String script, String text, String sql) {
        return of(identity, name, name, script, text, new Effect.Sql(sql, Transaction.ONE));
    }

    /// A migration with any effect.
    static Migration of(
            Identity identity,
            String name,
            String description,
            String script,
            String text,
            Effect effect) {
        return new Migration(
                identity, name, description, script, text, Checksum.crc32(text), effect);
    }

    /// The SQL to run; empty if the migrator cannot run it.
    public String sql() {
        return switch (effect) {
            case Effect.Sql(String sql, Transaction _) -> sql;
            case Effect.Unsupported _, Effect.Invalid _ -> "";
        };
    }
}
