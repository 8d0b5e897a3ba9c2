package io.migrate.migrator.protocol;

import io.migrate.migrator.url.Host;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A socket that is closed when its time is over, which ends all reads and writes that wait. Its
/// own timeout would not do: that starts anew with each byte of a slow server, and does not limit
/// writes.
final class TimedSocket implements AutoCloseable {
    // Without the search for a proxy, which would cost the start of a run more than the rest.
    private final Socket socket = new Socket(Proxy.NO_PROXY);
    private final Thread watch = daemon(this::closeAtTheEnd);
    private final Duration limit;
    private final long end;

    TimedSocket(Duration limit) {
        this.limit = limit;
        this.end = System.nanoTime() + limit.toNanos();
    }

    /// Connects to the first address of the host, as the driver does.
    Socket connect(Host host) throws IOException {
        watch.start();
        var address = new InetSocketAddress(address(host.name()), host.port());
        socket.setTcpNoDelay(true);
        socket.connect(address, left());
        return socket;
    }

    /// The system's lookup cannot be interrupted; at the end of the time it is left alone.
    private InetAddress address(String name) throws IOException {
        var lookup = new FutureTask<InetAddress>(() -> InetAddress.getByName(name));
        daemon(lookup).start();
        try {
            return lookup.get(left(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException _) {
            throw new UnknownHostException(name);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    /// Milliseconds, at least one, because zero is no limit.
    private int left() {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        return Math.clamp(left, 1, Integer.MAX_VALUE);
    }

    private static Thread daemon(Runnable task) {
        var thread = new Thread(task, "question");
        thread.setDaemon(true);
        return thread;
    }

    private void closeAtTheEnd() {
        try {
            TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
            socket.close();
        } catch (InterruptedException | IOException _) {
            // It is closed already.
        }
    }

    Unanswered failure(Exception e) {
        return new Unanswered(
                end - System.nanoTime() <= 0
                        ? "it takes longer than " + limit.toMillis() + " ms"
                        : e.toString());
    }

    @Override
    public void close() {
        watch.interrupt();
        try {
            socket.close();
        } catch (IOException _) {
            // There is nothing left to close.
        }
    }
}
