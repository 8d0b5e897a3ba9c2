package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Checksum;

import java.util.List;
import java.util.stream.Stream;

/// Hashes of a file that an editor, a checkout or a formatter saved in another way: with LF or with
/// CRLF, with or without a byte order mark, with or without a newline at its end. Such a file
/// counts as unchanged, as it does for Flyway's checksum.
final class SameText {
    private static final String MARK = "\uFEFF";
    private static final List<String> LINE_ENDS = List.of("\n", "\r\n");

    private SameText() {}

    /// The hashes of the text in all of these forms, computed on demand.
    static Stream<String> hashes(String text) {
        return forms(text).distinct().map(Checksum::sha256);
    }

    private static Stream<String> forms(String text) {
        String plain = (text.startsWith(MARK) ? text.substring(1) : text).replace("\r\n", "\n");
        String body = plain.endsWith("\n") ? plain.substring(0, plain.length() - 1) : plain;
        return Stream.of(plain, body, body + "\n")
                .flatMap(each -> LINE_ENDS.stream().map(end -> each.replace("\n", end)))
                .flatMap(each -> Stream.of(each, MARK + each));
    }
}
