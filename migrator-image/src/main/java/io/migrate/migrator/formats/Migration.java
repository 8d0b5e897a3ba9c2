package io.migrate.migrator.formats;

/// One migration as its tool sees it.
///
/// @param identity by what it is known again
/// @param name the tool's own name for it; what people are shown
/// @param description for the history's column of that name
/// @param script path in the folder, with `/`
/// @param text the part of the file that goes up, as it is
/// @param effect what it does
public record Migration(
        Identity identity,
        String name,
        String description,
        String script,
        String text,
        Effect effect) {

    /// One that runs SQL in a transaction.
    static Migration of(Identity identity, String name, String script, String text, String sql) {
        return new Migration(
                identity, name, name, script, text, new Effect.Sql(sql, Transaction.ONE));
    }

    /// The history's checksum: over the text as it is, not over what we make of it.
    public int checksum() {
        return Checksum.crc32(text);
    }
}
