package io.migrate.migrator.formats;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// A tool's way of laying out a folder. Adding one is one file, and one word in the list below.
public sealed interface Format permits Drizzle, Flyway {
    /// The tool's name.
    String name();

    /// Whether the folder is laid out in this way.
    boolean recognises(Path folder) throws IOException;

    /// Reads it.
    Reading read(Path folder) throws IOException;

    /// The table in which the tool itself keeps what it has applied; empty if that is Flyway's.
    Optional<ForeignTable> table();

    /// A tool's own history table.
    ///
    /// @param schema where the tool puts it unless told otherwise
    /// @param name what it calls it unless told otherwise
    record ForeignTable(String schema, String name) {}
}
