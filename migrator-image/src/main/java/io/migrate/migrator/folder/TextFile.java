package io.migrate.migrator.folder;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads files of text, quickly where they are small.
final class TextFile {
    /// What takes the place of bytes that are not UTF-8.
    private static final String REPLACEMENT = "\uFFFD";

    private TextFile() {}

    /// The text of a file. Only UTF-8 is read: with any other encoding the statements would change.
    ///
    /// @throws IOException if it cannot be read, or, caused by a [MalformedInputException], if it
    ///   is not UTF-8
    static String read(Path file) throws IOException {
        try {
            return decoded(bytes(file));
        } catch (CharacterCodingException e) {
            throw new IOException(file + " is not UTF-8", e);
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        try (var in = new FileInputStream(file.toFile())) {
            return in.readAllBytes();
        } catch (FileNotFoundException _) {
            // It does not say why; this does.
            return Files.readAllBytes(file);
        }
    }

    /// The strict decoder takes longer, and is needed only where something was replaced.
    private static String decoded(byte[] bytes) throws CharacterCodingException {
        var text = new String(bytes, StandardCharsets.UTF_8);
        return text.contains(REPLACEMENT)
                ? StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString()
                : text;
    }
}
