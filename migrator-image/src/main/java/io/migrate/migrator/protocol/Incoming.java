package io.migrate.migrator.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A message from the server, read field by field. None is read beyond its end.
final class Incoming {
    private final char type;
    private final byte[] body;
    private int at;

    Incoming(char type, byte[] body) {
        this.type = type;
        this.body = body;
    }

    char type() {
        return type;
    }

    int int8() throws Unanswered {
        return number(Byte.BYTES);
    }

    int int16() throws Unanswered {
        return number(Short.BYTES);
    }

    int int32() throws Unanswered {
        return number(Integer.BYTES);
    }

    private int number(int bytes) throws Unanswered {
        int from = skip(bytes);
        int number = 0;
        for (int i = from; i < at; i++) {
            number = (number << Byte.SIZE) | (body[i] & 0xff);
        }
        return number;
    }

    /// Text up to its terminator.
    String text() throws Unanswered {
        int terminator = at;
        while (terminator < body.length && body[terminator] != 0) {
            terminator++;
        }
        int from = skip(terminator + 1 - at);
        return decode(from, terminator - from);
    }

    /// A value of a row: its length, -1 for NULL, and text.
    Optional<String> value() throws Unanswered {
        int length = int32();
        return length == -1 ? Optional.empty() : Optional.of(decode(skip(length), length));
    }

    /// All that is left, as text.
    String rest() throws Unanswered {
        int length = body.length - at;
        return decode(skip(length), length);
    }

    void end() throws Unanswered {
        if (at != body.length) {
            throw malformed();
        }
    }

    private int skip(int length) throws Unanswered {
        if (length < 0 || length > body.length - at) {
            throw malformed();
        }
        at += length;
        return at - length;
    }

    /// A replacement character stands for bytes that are not UTF-8; what they mean is not certain.
    private String decode(int from, int length) throws Unanswered {
        var text = new String(body, from, length, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') >= 0) {
            throw malformed();
        }
        return text;
    }

    Unanswered malformed() {
        return new Unanswered("a message of type " + type + " is malformed");
    }

    /// Why a message that has no place here ends the question; its text may contain values.
    Unanswered unexpected() {
        return new Unanswered("a message of type " + type + " has no place here");
    }
}
