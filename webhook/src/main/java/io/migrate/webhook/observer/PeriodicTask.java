package io.migrate.webhook.observer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;

/// Does something again and again, whatever comes of it.
final class PeriodicTask implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PeriodicTask.class);

    private final Runnable task;
    private final Duration pause;
    private final Thread thread;
    private volatile Instant done = Instant.now();

    /// @param pause between two times
    PeriodicTask(String name, Duration pause, Runnable task) {
        this.task = task;
        this.pause = pause;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    String name() {
        return thread.getName();
    }

    /// When it was done last.
    Instant done() {
        return done;
    }

    private void run() {
        try {
            while (true) {
                once();
                done = Instant.now();
                Thread.sleep(pause);
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    private void once() {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("loop", name()).setCause(e).log("failed");
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
