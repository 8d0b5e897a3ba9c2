package io.migrate.migrator.formats;

/// One migration as its tool sees it.
///
/// @param identity by what it is known again
/// @param name the tool's own name for it; what people are shown
/// @param description for the history's column of that name
/// @param script path in the folder, with `/`
/// @param text the part of the file that goes up, as it is
/// @param checksum the history's: over the text as it is, not over what we make of it
/// @param effect what it does
public record Migration(
        Identity identity,
        String name,
        String description,
        String script,
        String text,
        int checksum,
        Effect effect) {

    /// One that runs SQL in a transaction.
    static Migration of(Identity identity, String name, String script, String text, String sql) {
        return of(identity, name, name, script, text, new Effect.Sql(sql, Transaction.ONE));
    }

    /// Any.
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

    /// The SQL that it runs; empty if only its own tool can run it.
    public String sql() {
        return switch (effect) {
            case Effect.Sql(String sql, Transaction _) -> sql;
            case Effect.Unsupported _ -> "";
        };
    }
}
