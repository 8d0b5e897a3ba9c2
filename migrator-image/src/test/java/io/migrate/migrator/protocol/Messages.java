package io.migrate.migrator.protocol;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What a real server sends, as raw messages.
final class Messages {
    private Messages() {}

    static byte[] of(char type, byte[] body) {
        return ByteBuffer.allocate(5 + body.length)
                .put((byte) type)
                .putInt(4 + body.length)
                .put(body)
                .array();
    }

    static byte[] of(char type, String body) {
        return of(type, body.getBytes(StandardCharsets.UTF_8));
    }

    /// An authentication request.
    static byte[] authentication(int method, String data) {
        byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
        return of('R', ByteBuffer.allocate(4 + bytes.length).putInt(method).put(bytes).array());
    }

    static char type(byte[] message) {
        return (char) message[0];
    }

    /// Logs in as the superuser, who needs no password, and asks.
    ///
    /// @return the server's messages after the login and after each query
    static List<List<byte[]>> record(int port, List<String> queries) throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            var in = new DataInputStream(socket.getInputStream());
            var recorded = new ArrayList<List<byte[]>>();
            socket.getOutputStream()
                    .write(
                            new Outgoing()
                                    .int32(3 << 16)
                                    .text("user")
                                    .text("postgres")
                                    .text("")
                                    .untyped());
            recorded.add(turn(in));
            for (String query : queries) {
                socket.getOutputStream().write(new Outgoing().text(query).typed('Q'));
                recorded.add(turn(in));
            }
            return recorded;
        }
    }

    private static List<byte[]> turn(DataInputStream in) throws IOException {
        var turn = new ArrayList<byte[]>();
        do {
            char type = (char) in.readUnsignedByte();
            turn.add(of(type, in.readNBytes(in.readInt() - 4)));
        } while (type(turn.getLast()) != 'Z');
        return turn;
    }

    /// Reads one message of a client.
    ///
    /// @param first whether it has no type, as the first one
    static byte[] read(DataInputStream in, boolean first) throws IOException {
        var message = new ByteArrayOutputStream();
        if (!first) {
            message.write(in.readUnsignedByte());
        }
        message.writeBytes(in.readNBytes(in.readInt() - 4));
        return message.toByteArray();
    }
}
