package io.migrate.migrator;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A server that speaks PostgreSQL's protocol up to a point, and then does what it likes.
final class HostileServer implements AutoCloseable {
    /// What it does after the client's first message.
    interface Behavior {
        void serve(Client client) throws IOException;
    }

    /// The other side of a connection.
    ///
    /// @param in what it sends
    /// @param out what it gets
    record Client(DataInputStream in, DataOutputStream out) {
        /// Sends a message of the protocol.
        void send(char type, byte... body) throws IOException {
            out.writeByte(type);
            out.writeInt(body.length + 4);
            out.write(body);
        }

        /// An authentication request.
        void authenticate(int code, byte... more) throws IOException {
            out.writeByte('R');
            out.writeInt(more.length + 8);
            out.writeInt(code);
            out.write(more);
            out.flush();
        }

        /// Accepts the login.
        void accept() throws IOException {
            authenticate(0);
            parameter("server_version", "18.0");
            parameter("client_encoding", "UTF8");
            parameter("DateStyle", "ISO, MDY");
            parameter("integer_datetimes", "on");
            parameter("standard_conforming_strings", "on");
            send('K', new byte[] {0, 0, 0, 1, 0, 0, 0, 1});
            ready();
        }

        private void parameter(String name, String value) throws IOException {
            send('S', text(name + "\0" + value + "\0"));
        }

        void ready() throws IOException {
            send('Z', new byte[] {'I'});
            out.flush();
        }

        /// An error or, with the type `N`, a notice.
        void report(char type, String severity, String state, String message) throws IOException {
            send(type, text("S%1$s\0V%1$s\0C%2$s\0M%3$s\0\0".formatted(severity, state, message)));
            out.flush();
        }

        /// Reads messages until the client waits for an answer.
        ///
        /// @return the types and bodies of the messages, one after another
        byte[] read() throws IOException {
            var all = new ByteArrayOutputStream();
            int type;
            do {
                type = in.readUnsignedByte();
                all.write(type);
                all.write(in.readNBytes(in.readInt() - 4));
            } while (type != 'S' && type != 'Q' && type != 'p');
            return all.toByteArray();
        }

        static byte[] text(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    private final ServerSocket socket;

    HostileServer(Behavior behavior) throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> accept(behavior));
    }

    private void accept(Behavior behavior) {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Thread.ofVirtual().start(() -> serve(client, behavior));
            } catch (IOException _) {
                return;
            }
        }
    }

    private static void serve(Socket socket, Behavior behavior) {
        try (socket) {
            var client =
                    new Client(
                            new DataInputStream(socket.getInputStream()),
                            new DataOutputStream(socket.getOutputStream()));
            byte[] first = client.in.readNBytes(client.in.readInt() - 4);
            while (first.length == 4) {
                // It asks for encryption.
                client.out.writeByte('N');
                client.out.flush();
                first = client.in.readNBytes(client.in.readInt() - 4);
            }
            behavior.serve(client);
        } catch (IOException | UncheckedIOException _) {
            // The client has enough of it.
        }
    }

    String url() {
        return "postgresql://mig:%s@127.0.0.1:%d/shop"
                .formatted(Postgres.PASSWORD, socket.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
