package io.migrate.migrator.folder;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads files of text. Small ones are read without NIO's channels and strict decoder, which take
/// most of the time of a short run.
final class TextFile {
    /// Larger files are read in the way that needs the least memory.
    private static final int SMALL_BYTES = 1 << 16;

    /// What takes the place of bytes that are not UTF-8.
    private static final String REPLACEMENT = "\uFFFD";

    private TextFile() {}

    /// The text of a file. Only UTF-8 is read: with any other encoding the statements would change.
    ///
    /// @throws IOException if it cannot be read, or, caused by a [MalformedInputException], if it
    ///   is not UTF-8
    static String read(Path file) throws IOException {
        try {
            return file.toFile().length() > SMALL_BYTES ? Files.readString(file) : small(file);
        } catch (CharacterCodingException e) {
            throw new IOException(file + " is not UTF-8", e);
        }
    }

    /// What is not read is read again by NIO, which says why.
    private static String small(Path file) throws IOException {
        try (var in = new FileInputStream(file.toFile())) {
            var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.contains(REPLACEMENT) ? Files.readString(file) : text;
        } catch (FileNotFoundException _) {
            return Files.readString(file);
        }
    }
}
