package io.migrate.benchmarks.node;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Watches the control groups of a Pod, which disappear with their containers.
final class Peaks implements AutoCloseable {
    private static final int MILLIS = 5;

    private final Map<String, Usage> peaks = new ConcurrentHashMap<>();
    private final Thread thread;
    private volatile boolean isClosed;

    Peaks(ControlGroups groups, String uid) {
        thread =
                Thread.ofPlatform()
                        .start(() -> {
                            while (!isClosed) {
                                peaks.putAll(groups.ofPod(uid));
                                pause();
                            }
                        });
    }

    private static void pause() {
        try {
            Thread.sleep(MILLIS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// What the containers have used, by their IDs; of those that have ended up to 5 ms before.
    Map<String, Usage> all() {
        return Map.copyOf(peaks);
    }

    @Override
    public void close() {
        isClosed = true;
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
