package io.migrate.migrator;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Arrays;

/// Leads connections on to a server, and loses what that says at last before it hangs up, if it is
/// encrypted: as a connection does that is reset.
final class LossyProxy implements AutoCloseable {
    private static final int APPLICATION_DATA = 23;
    private static final int MORE_MILLIS = 100;

    private final ServerSocket door;
    private final int server;

    private LossyProxy(ServerSocket door, int server) {
        this.door = door;
        this.server = server;
    }

    static LossyProxy before(int server) throws IOException {
        var lossy =
                new LossyProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), server);
        Thread.ofVirtual().start(lossy::accept);
        return lossy;
    }

    int port() {
        return door.getLocalPort();
    }

    private void accept() {
        while (true) {
            try {
                Socket client = door.accept();
                Socket to = new Socket(InetAddress.getLoopbackAddress(), server);
                Thread.ofVirtual().start(() -> pass(client, to));
                Thread.ofVirtual().start(() -> passBack(to, client));
            } catch (IOException _) {
                return;
            }
        }
    }

    private static void pass(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.close();
        } catch (IOException _) {
            // The other direction ends it.
        }
    }

    private static void passBack(Socket from, Socket to) {
        byte[] held = new byte[0];
        try (to) {
            from.setSoTimeout(MORE_MILLIS);
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[16384];
            while (true) {
                try {
                    int count = read(in, buffer);
                    if (count < 0) {
                        break;
                    }
                    out.write(held);
                    held = Arrays.copyOf(buffer, count);
                } catch (SocketTimeoutException _) {
                    out.write(held);
                    held = new byte[0];
                }
            }
            if (held.length > 0 && held[0] == APPLICATION_DATA) {
                to.setSoLinger(true, 0);
            } else {
                out.write(held);
            }
        } catch (IOException _) {
            // It is gone, with what was held.
        }
    }

    /// A server that closes a connection before it has read everything resets it: what it said
    /// before is there all the same.
    private static int read(InputStream in, byte[] buffer) throws IOException {
        try {
            return in.read(buffer);
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (SocketException _) {
            return -1;
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
