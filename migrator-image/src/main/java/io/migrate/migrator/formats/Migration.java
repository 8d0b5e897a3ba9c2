package io.migrate.migrator.formats;

/// One migration as its tool sees it.
///
/// @param identity by what it is known again
/// @param name the tool's own name for it; what people are shown
/// @param description for the history's column of that name
/// @param script path in the folder, with `/`
/// @param text the file, as it is
/// @param runnable what Flyway runs: the part of the text that goes up, statements separated by
///   `;`, lines where they are in the file
public record Migration(
        Identity identity,
        String name,
        String description,
        String script,
        String text,
        String runnable) {

    /// The history's checksum: over the text as it is, not over what we make of it.
    public int checksum() {
        return Checksum.crc32(text);
    }
}
