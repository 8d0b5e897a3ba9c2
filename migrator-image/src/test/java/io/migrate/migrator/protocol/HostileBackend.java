package io.migrate.migrator.protocol;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// A server for one connection, which repeats what a real one said, after changing it.
final class HostileBackend implements AutoCloseable {
    /// How long it waits for a client that has nothing to say.
    private static final int PATIENCE_MS = 100;

    /// What it says.
    ///
    /// @param encryption its bytes if the client asks for TLS
    /// @param scram how it asks for a password
    /// @param turns a real server's messages after the login and after each query
    /// @param change what it makes of the messages of each turn; the number of the turn is not
    ///   known
    record Conversation(
            String encryption,
            Optional<ScramServer> scram,
            List<List<byte[]>> turns,
            UnaryOperator<List<byte[]>> change) {}

    private final ServerSocket socket;
    private final Thread thread;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();

    HostileBackend(Conversation conversation) throws IOException {
        socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        thread = Thread.ofPlatform().daemon().start(() -> serve(conversation));
    }

    int port() {
        return socket.getLocalPort();
    }

    /// All that the client sent, after the connection has ended.
    String received() throws InterruptedException {
        thread.join();
        return received.toString(StandardCharsets.ISO_8859_1);
    }

    private void serve(Conversation conversation) {
        try (Socket client = socket.accept()) {
            client.setSoTimeout(PATIENCE_MS);
            client.setTcpNoDelay(true);
            var in = new DataInputStream(new Tee(client.getInputStream()));
            OutputStream out = client.getOutputStream();
            byte[] first = Messages.read(in, true);
            if (first.length == 4) {
                out.write(conversation.encryption().getBytes(StandardCharsets.ISO_8859_1));
                if (!conversation.encryption().equals("N")) {
                    // Says all the rest, whether or not somebody listens.
                    send(out, conversation.turns().stream().flatMap(List::stream).toList());
                    in.readAllBytes();
                    return;
                }
                Messages.read(in, true);
            }
            for (List<byte[]> each : conversation.turns()) {
                List<byte[]> turn = new ArrayList<>(each);
                if (each.equals(conversation.turns().getFirst())
                        && conversation.scram().isPresent()) {
                    turn = authenticate(conversation, in, out, turn);
                }
                send(out, conversation.change().apply(turn));
                Messages.read(in, false);
            }
        } catch (IOException _) {
            // The client has enough of it, or waits for more.
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /// Asks for the password and never looks at the proof.
    private static List<byte[]> authenticate(
            Conversation conversation, DataInputStream in, OutputStream out, List<byte[]> turn)
            throws Exception {
        ScramServer scram = conversation.scram().orElseThrow();
        send(out, conversation.change().apply(new ArrayList<>(List.of(scram.first()))));
        byte[] clientFirst = Messages.read(in, false);
        List<byte[]> challenge = scram.challenge(clientFirst);
        var all = new ArrayList<byte[]>(challenge);
        if (!challenge.isEmpty()) {
            send(out, conversation.change().apply(all));
            byte[] clientFinal = Messages.read(in, false);
            all.clear();
            all.addAll(scram.last(clientFirst, clientFinal));
        }
        all.addAll(turn);
        return all;
    }

    @SuppressWarnings("ReferenceEquality") // a marker is an array like any other message
    private static void send(OutputStream out, List<byte[]> messages) throws IOException {
        boolean slowly = false;
        for (int i = 0; i < messages.size(); i++) {
            byte[] one = messages.get(i);
            if (one == Mutation.CLOSE) {
                throw new IOException("closed");
            } else if (one == Mutation.SLOWLY) {
                slowly = true;
            } else if (one == Mutation.NEVER) {
                pause(2_000);
            } else if (one == Mutation.ENDLESSLY) {
                byte[] next = messages.get(i + 1);
                for (int j = 0; j < (64 << 20) / Math.max(1, next.length); j++) {
                    out.write(next);
                }
            } else if (slowly) {
                for (byte each : one) {
                    out.write(each);
                    pause(60);
                }
            } else {
                out.write(one);
            }
        }
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Keeps what is read.
    private final class Tee extends FilterInputStream {
        Tee(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = in.read();
            if (read >= 0) {
                received.write(read);
            }
            return read;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = in.read(bytes, offset, length);
            received.write(bytes, offset, Math.max(0, read));
            return read;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
