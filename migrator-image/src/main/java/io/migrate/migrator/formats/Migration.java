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
/// @param marks what its file tells the migrator
public record Migration(
        Identity identity,
        String name,
        String description,
        String script,
        String text,
        int checksum,
        Effect effect,
        Marks marks) {

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
                identity,
                name,
                description,
                script,
                text,
                Checksum.crc32(text),
                effect,
                Marks.of(text));
    }

    /// The same with the marks of a file of which only a part is applied.
    ///
    /// @param file all of its text
    Migration markedAs(String file) {
        return new Migration(
                identity, name, description, script, text, checksum, effect, Marks.of(file));
    }

    /// The SQL to run; empty if only its own tool can run it.
    public String sql() {
        return switch (effect) {
            case Effect.Sql(String sql, Transaction _) -> sql;
            case Effect.Unsupported _ -> "";
        };
    }
}
