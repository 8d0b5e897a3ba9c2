package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Checksum;

import java.util.function.Supplier;
import java.util.stream.Stream;

/// A checkout on Windows gives a file other line ends, and so another SHA-256, than the one that
/// was applied from Linux. Such a file has not been changed.
final class LineEndings {
    private LineEndings() {}

    /// The hashes of the text with LF and with CRLF; computed when asked for.
    static Stream<String> others(String text) {
        return Stream.<Supplier<String>>of(
                        () -> text.replace("\r\n", "\n"),
                        () -> text.replace("\r\n", "\n").replace("\n", "\r\n"))
                .map(variant -> Checksum.sha256(variant.get()));
    }
}
