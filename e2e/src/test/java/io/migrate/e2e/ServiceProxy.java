package io.migrate.e2e;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// Does on one machine what kubelet and kube-proxy do for the replicas of a Service: probes the
/// readiness of each periodically, and routes new connections to ready replicas. Open connections
/// stay.
public final class ServiceProxy implements AutoCloseable {
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(1);

    private final ServerSocket listener;
    private final List<Integer> replicas = new CopyOnWriteArrayList<>();
    private volatile List<Integer> ready = List.of();
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final Duration period;

    /// Creates a proxy without replicas.
    ///
    /// @param period between two probes of a replica
    public ServiceProxy(Duration period) throws IOException {
        this(InetAddress.getLoopbackAddress(), period);
    }

    /// Creates a proxy without replicas that listens on another address.
    ServiceProxy(InetAddress address, Duration period) throws IOException {
        listener = new ServerSocket(0, 256, address);
        this.period = period;
        Thread.ofVirtual().start(this::probe);
        Thread.ofVirtual().start(this::accept);
    }

    /// The port it listens on, on the loopback address unless another one was set.
    public int port() {
        return listener.getLocalPort();
    }

    /// Adds the replica on this port.
    public void add(int replica) {
        replicas.add(replica);
    }

    void remove(int replica) {
        replicas.remove(Integer.valueOf(replica));
    }

    /// The replicas that get new connections.
    public List<Integer> ready() {
        return ready;
    }

    /// The number of connections so far.
    public int connections() {
        return connections.get();
    }

    private void probe() {
        while (!listener.isClosed()) {
            ready = replicas.stream().filter(ServiceProxy::isReady).toList();
            try {
                Thread.sleep(period);
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    /// Probes as kubelet does, with any certificate.
    private static boolean isReady(int port) {
        return readiness(port).startsWith("HTTP/1.1 200");
    }

    /// The complete response of `/readyz`, empty if there is none.
    static String readiness(int port) {
        try (SSLSocket socket = (SSLSocket) trustingAll().getSocketFactory().createSocket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                    (int) PROBE_TIMEOUT.toMillis());
            socket.setSoTimeout((int) PROBE_TIMEOUT.toMillis());
            socket.getOutputStream()
                    .write(
                            "GET /readyz HTTP/1.1\r\nHost: probe\r\nConnection: close\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException _) {
            return "";
        }
    }

    private static SSLContext trustingAll() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustingAll()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class TrustingAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> lead(client));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void lead(Socket client) {
        List<Integer> now = ready;
        try (client;
                Socket replica = new Socket()) {
            if (now.isEmpty()) {
                return;
            }
            int port = now.get(Math.floorMod(turn.getAndIncrement(), now.size()));
            replica.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            connections.incrementAndGet();
            client.setTcpNoDelay(true);
            replica.setTcpNoDelay(true);
            Thread back = Thread.ofVirtual().start(() -> pump(replica, client));
            pump(client, replica);
            back.join();
        } catch (IOException _) {
            // The client sees the closed connection.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pump(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
            to.shutdownOutput();
        } catch (IOException _) {
            close(from);
            close(to);
        }
    }

    private static void close(Closeable one) {
        try {
            one.close();
        } catch (IOException _) {
            // It is already closed.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
