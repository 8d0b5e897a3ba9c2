package io.migrate.webhook.observer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;

/// Runs a task with a fixed delay; failures are logged and never stop it.
final class PeriodicTask implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PeriodicTask.class);

    private final Runnable task;
    private final Duration delay;
    private final Thread thread;
    private volatile Instant lastRun = Instant.now();

    /// @param delay time between the end of a run and the start of the next
    PeriodicTask(String name, Duration delay, Runnable task) {
        this.task = task;
        this.delay = delay;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    String name() {
        return thread.getName();
    }

    /// Returns when the task last returned.
    Instant lastRun() {
        return lastRun;
    }

    private void run() {
        try {
            while (true) {
                runOnce();
                lastRun = Instant.now();
                Thread.sleep(delay);
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    private void runOnce() {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("task", name()).setCause(e).log("task failed");
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
