package io.migrate.migrator;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/// Leads connections on to a server until it freezes: from then on nothing arrives, in either
/// direction, but who hangs up is noticed.
final class FreezingProxy implements AutoCloseable {
    private final ServerSocket door;
    private final int server;
    private volatile boolean isFrozen;

    private FreezingProxy(ServerSocket door, int server) {
        this.door = door;
        this.server = server;
    }

    static FreezingProxy before(int server) throws IOException {
        var proxy =
                new FreezingProxy(
                        new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), server);
        Thread.ofVirtual().start(proxy::accept);
        return proxy;
    }

    int port() {
        return door.getLocalPort();
    }

    void freeze() {
        isFrozen = true;
    }

    private void accept() {
        while (true) {
            try {
                Socket client = door.accept();
                Socket to = new Socket(InetAddress.getLoopbackAddress(), server);
                Thread.ofVirtual().start(() -> pass(client, to));
                Thread.ofVirtual().start(() -> pass(to, client));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] buffer = new byte[16384];
        try (from;
                to) {
            for (int count = 0; count >= 0; count = from.getInputStream().read(buffer)) {
                if (!isFrozen) {
                    to.getOutputStream().write(buffer, 0, count);
                }
            }
        } catch (IOException _) {
            // The other direction has ended it.
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
