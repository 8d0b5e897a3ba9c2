package io.migrate.migrator.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// A message to the server. Numbers are big-endian.
final class Outgoing {
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    Outgoing int32(int value) {
        for (int shift = 24; shift >= 0; shift -= Byte.SIZE) {
            body.write(value >>> shift);
        }
        return this;
    }

    /// Text in UTF-8 with its terminator.
    Outgoing text(String text) throws Unanswered {
        if (text.indexOf('\0') >= 0) {
            throw new Unanswered("a text to send contains a NUL");
        }
        return bytes(text.getBytes(StandardCharsets.UTF_8)).bytes(new byte[1]);
    }

    Outgoing bytes(byte[] bytes) {
        body.writeBytes(bytes);
        return this;
    }

    byte[] typed(char type) {
        var message = new Outgoing();
        message.body.write(type);
        return message.bytes(untyped()).body.toByteArray();
    }

    /// As the first messages of a connection are sent.
    byte[] untyped() {
        byte[] bytes = body.toByteArray();
        return new Outgoing().int32(Integer.BYTES + bytes.length).bytes(bytes).body.toByteArray();
    }
}
