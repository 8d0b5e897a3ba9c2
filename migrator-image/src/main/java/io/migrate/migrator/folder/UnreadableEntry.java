package io.migrate.migrator.folder;

import java.io.IOException;
import java.nio.file.Path;

/// Something in a folder that cannot be read as what its place or name makes it: a link to nothing,
/// a FIFO, a folder with the name of a migration. It is never passed over in silence, because a run
/// without it would succeed: it ends the run, or is a warning if its name is not a migration's.
public final class UnreadableEntry extends IOException {
    private static final long serialVersionUID = 1;

    /// @param why the predicate of a sentence about it
    UnreadableEntry(Path path, String why) {
        super("%s %s".formatted(path, why));
    }

    /// @param type what it is
    /// @param expected what it has to be
    static UnreadableEntry of(Path path, EntryType type, EntryType expected) throws IOException {
        return new UnreadableEntry(path, type.insteadOf(expected, path));
    }
}
