package io.migrate.migrator.protocol;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;

/// Messages over a connection. Lengths are checked before memory is allocated.
final class Wire {
    /// The longest message while logging in, in bytes.
    static final int OF_LOGIN = 16 << 10;

    /// All that a server may send, in bytes: a fraction of the heap of the smallest container.
    static final int IN_ALL = 8 << 20;

    private final DataInputStream in;
    private final OutputStream out;
    private int left = IN_ALL;

    Wire(Socket socket) throws IOException {
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        out = socket.getOutputStream();
    }

    /// Sends a message, unless something has arrived that nobody asked for: it would be read as the
    /// answer.
    void send(byte[] message) throws IOException, Unanswered {
        if (in.available() > 0) {
            throw new Unanswered("the server sends more than it was asked for");
        }
        write(message);
    }

    void write(byte[] message) throws IOException {
        out.write(message);
    }

    /// @param longest the most bytes that its body may have
    Incoming receive(int longest) throws IOException, Unanswered {
        var type = (char) in.readUnsignedByte();
        int length = in.readInt() - Integer.BYTES;
        if (length < 0 || length > Math.min(longest, left)) {
            throw new Unanswered("a message of type " + type + " has " + length + " bytes");
        }
        left -= 1 + Integer.BYTES + length;
        var body = new byte[length];
        in.readFully(body);
        return new Incoming(type, body);
    }
}
