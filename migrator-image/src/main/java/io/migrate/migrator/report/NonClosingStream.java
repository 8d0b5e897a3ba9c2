package io.migrate.migrator.report;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// Protects standard output, which belongs to the process, from being closed by a log.
final class NonClosingStream extends FilterOutputStream {
    NonClosingStream(OutputStream out) {
        super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
        flush();
    }
}
