package io.migrate.migrator.formats;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// A tool's way of laying out a folder. Adding one is one file, its case folder, and its name in
/// the list of [FormatDetector].
public sealed interface Format
        permits Dbmate, Drizzle, DrizzleFolders, Flyway, GolangMigrate, Goose, Prisma {
    /// The tool's name, as settings spell it.
    String name();

    /// Whether the folder is laid out in this way.
    boolean recognises(Path folder) throws IOException;

    /// Whether a folder that is another tool's holds migrations of this one too.
    default boolean recognisesBeside(Path folder) throws IOException {
        return recognises(folder);
    }

    /// Reads it.
    ReadResult read(Path folder) throws IOException;

    /// The tool's own history table; empty if that is Flyway's.
    Optional<ToolHistory> toolHistory();
}
