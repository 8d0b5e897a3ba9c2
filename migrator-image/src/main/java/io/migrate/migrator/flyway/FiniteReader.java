package io.migrate.migrator.flyway;

import java.io.IOException;
import java.io.StringReader;

/// A file for Flyway's parser, which never stops reading one that ends in the rows of a COPY. Such
/// migrations are rejected before; this ends the parser in all other cases, such as a callback, or
/// a COPY in the value of a placeholder.
final class FiniteReader extends StringReader {
    /// A parser that comes to an end needs a few.
    private static final int MAX_READS_AT_END = 10_000;

    private int readsAtEnd;

    FiniteReader(String text) {
        super(text);
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
        int count = super.read(buffer, offset, length);
        readsAtEnd += count < 0 ? 1 : 0;
        if (readsAtEnd > MAX_READS_AT_END) {
            throw new IOException("the parser reads on at the end of the file");
        }
        return count;
    }
}
