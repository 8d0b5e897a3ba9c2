package io.migrate.migrator.histories;

import io.migrate.migrator.digest.Sha256;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/// Hashes of a file that an editor, a checkout or a formatter saved in another form: with LF or
/// with CRLF, with or without a byte order mark, with or without a newline at its end. Such a file
/// counts as unchanged, as it does for Flyway's checksum.
final class SameText {
    private static final String MARK = "\uFEFF";
    private static final List<String> LINE_ENDS = List.of("\n", "\r\n");

    private SameText() {}

    /// A form of a text.
    ///
    /// @param mark at its beginning
    /// @param lineEnd of every line but the last
    /// @param lastEnd of the last line
    private record Form(String mark, String lineEnd, String lastEnd) {}

    /// The SHA-256 hashes of the text in all of these forms, computed on demand.
    static Stream<String> hashes(String text) {
        return LINE_ENDS.stream()
                .flatMap(end ->
                        Stream.of("", MARK)
                                .flatMap(mark ->
                                        Stream.of("", end).map(last -> new Form(mark, end, last))))
                .map(form -> hash(text, form));
    }

    /// Line by line, because a file may be large.
    private static String hash(String text, Form form) {
        var digest = new Sha256();
        int line = text.startsWith(MARK) ? 1 : 0;
        int end = text.endsWith("\n") ? endOfLine(text, line, text.length() - 1) : text.length();
        update(digest, form.mark());
        for (int at = text.indexOf('\n', line);
                at >= 0 && at < end;
                at = text.indexOf('\n', line)) {
            update(digest, text.substring(line, endOfLine(text, line, at)));
            update(digest, form.lineEnd());
            line = at + 1;
        }
        update(digest, text.substring(line, Math.max(line, end)));
        update(digest, form.lastEnd());
        return digest.hex();
    }

    /// Where a line ends whose newline is at an index: before a CR.
    private static int endOfLine(String text, int start, int newline) {
        return newline > start && text.charAt(newline - 1) == '\r' ? newline - 1 : newline;
    }

    private static void update(Sha256 digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
    }
}
