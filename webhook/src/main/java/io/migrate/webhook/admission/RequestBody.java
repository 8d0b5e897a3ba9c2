package io.migrate.webhook.admission;

import io.vertx.core.buffer.Buffer;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/// The bytes of a body, in blocks: a body that arrives byte by byte takes no more memory than one
/// that arrives at once, and none is copied to grow. Only one thread at a time may use it.
final class RequestBody {
    /// Bytes. Most reviews need one block.
    static final int BLOCK = 8 * 1024;

    private final List<byte[]> blocks = new ArrayList<>();
    private int size;

    /// Returns the body with these bytes.
    static RequestBody of(byte[] bytes) {
        var body = new RequestBody();
        body.append(Buffer.buffer(bytes));
        return body;
    }

    /// The number of bytes.
    int size() {
        return size;
    }

    /// The number of bytes of memory.
    int capacity() {
        return blocks.size() * BLOCK;
    }

    /// The capacity after this many more bytes.
    int capacityWith(int more) {
        return Math.ceilDiv(size + more, BLOCK) * BLOCK;
    }

    void append(Buffer chunk) {
        int from = 0;
        while (from < chunk.length()) {
            if (size == capacity()) {
                blocks.add(new byte[BLOCK]);
            }
            int start = size % BLOCK;
            int length = Math.min(BLOCK - start, chunk.length() - from);
            chunk.getBytes(from, from + length, blocks.getLast(), start);
            size += length;
            from += length;
        }
    }

    /// Returns the beginning, in whole blocks and at most this many bytes.
    RequestBody head(int bytes) {
        var head = new RequestBody();
        head.blocks.addAll(blocks.subList(0, Math.min(blocks.size(), bytes / BLOCK)));
        head.size = Math.min(size, head.capacity());
        return head;
    }

    /// Returns the byte at an index; -1 after the end.
    int at(int index) {
        return index < size ? blocks.get(index / BLOCK)[index % BLOCK] & 0xff : -1;
    }

    /// Returns a stream of all bytes.
    InputStream stream() {
        return new InputStream() {
            private int next;

            @Override
            public int read() {
                return at(next) < 0 ? -1 : at(next++);
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                if (next == size) {
                    return -1;
                }
                int start = next % BLOCK;
                int read = Math.min(Math.min(length, BLOCK - start), size - next);
                System.arraycopy(blocks.get(next / BLOCK), start, target, offset, read);
                next += read;
                return read;
            }
        };
    }
}
