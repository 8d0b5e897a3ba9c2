package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Checksum;

import java.util.function.Supplier;
import java.util.stream.Stream;

/// Hashes of a file with other line endings. A checkout on Windows has CRLF, and so another SHA-256
/// than the file that was applied from Linux; such a file counts as unchanged.
final class LineEndings {
    private LineEndings() {}

    /// The hashes of the text with LF and with CRLF, computed on demand.
    static Stream<String> others(String text) {
        return Stream.<Supplier<String>>of(
                        () -> text.replace("\r\n", "\n"),
                        () -> text.replace("\r\n", "\n").replace("\n", "\r\n"))
                .map(variant -> Checksum.sha256(variant.get()));
    }
}
