package io.migrate.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A TCP proxy that can be cut: open connections break and new ones are refused.
final class CuttableProxy implements AutoCloseable {
    private final String host;
    private final int target;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private ServerSocket listening;

    private CuttableProxy(String host, int target, ServerSocket listening) {
        this.host = host;
        this.target = target;
        this.listening = listening;
        this.port = listening.getLocalPort();
        accept(listening);
    }

    static CuttableProxy before(URL server) throws IOException {
        return new CuttableProxy(
                server.getHost(),
                server.getPort(),
                new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    int port() {
        return port;
    }

    void cut() throws IOException {
        listening.close();
        for (Socket each : open) {
            each.close();
        }
        open.clear();
    }

    void restore() throws IOException {
        listening = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        accept(listening);
    }

    private void accept(ServerSocket server) {
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        while (true) {
                            connect(server.accept());
                        }
                    } catch (IOException _) {
                        // cut
                    }
                });
    }

    private void connect(Socket from) throws IOException {
        var to = new Socket(host, target);
        open.add(from);
        open.add(to);
        pump(from, to);
        pump(to, from);
    }

    private static void pump(Socket from, Socket to) {
        Thread.ofVirtual()
                .start(() -> {
                    try (from;
                            to) {
                        from.getInputStream().transferTo(to.getOutputStream());
                    } catch (IOException _) {
                        // one side has closed, so close the other
                    }
                });
    }

    @Override
    public void close() throws IOException {
        cut();
    }
}
