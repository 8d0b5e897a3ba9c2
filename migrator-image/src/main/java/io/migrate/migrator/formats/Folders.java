package io.migrate.migrator.formats;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Reads a folder in whichever format it has. The only door of this package that touches files.
public final class Folders {
    /// In the order in which they are told apart: what is unmistakable first.
    private static final List<Format> FORMATS = List.of(new Drizzle(), new Flyway());

    private Folders() {}

    /// Reads a folder.
    ///
    /// @param folder where it is
    /// @param format the tool's name, `flyway` or `drizzle`; empty: by what is in the folder
    public static Reading read(Path folder, Optional<String> format) {
        try {
            if (!Files.isDirectory(folder)) {
                return new Reading.Unusable(
                        "there is no folder " + folder + ".",
                        "Check source and path: the migrations must be copied to where MIGRATE_DIR"
                                + " points.");
            }
            if (isEmpty(folder)) {
                return new Reading.Empty("the folder " + folder + " is empty.");
            }
            return format(folder, format)
                    .map(found -> readable(found, folder))
                    .orElseGet(() -> unrecognised(folder));
        } catch (IOException | UncheckedIOException e) {
            return new Reading.Unusable(
                    "the folder " + folder + " cannot be read: " + e.getMessage() + ".",
                    "Check that the migrator's user may read every file in it.");
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }

    private static Optional<Format> format(Path folder, Optional<String> name) throws IOException {
        for (Format format : FORMATS) {
            if (name.isPresent() ? format.name().equals(name.get()) : format.recognises(folder)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    private static Reading readable(Format format, Path folder) {
        try {
            return format.read(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Reading unrecognised(Path folder) {
        return new Reading.Unusable(
                "the folder "
                        + folder
                        + " holds no migrations of a format that this version reads.",
                "It reads Flyway (V1__name.sql) and Drizzle (meta/_journal.json); set"
                        + " MIGRATE_FORMAT if it is one of them.");
    }

    /// A file's text. Only UTF-8 is read: anything else would change what the statements say.
    static String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (MalformedInputException e) {
            throw new IOException(file + " is not UTF-8", e);
        }
    }
}
