package io.migrate.webhook.tls;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// A thread that runs a task every second, and at once on request. It polls instead of computing a
/// delay, because timers stop while a machine is suspended.
final class Ticker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);

    private final BlockingQueue<Boolean> requests = new ArrayBlockingQueue<>(1);
    private final Thread thread;

    /// @param name of the thread, also for the log
    /// @param action the task; failures are logged and never stop the thread
    Ticker(String name, Runnable action) {
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(() -> run(name, action));
    }

    void start() {
        thread.start();
    }

    void runNow() {
        requests.offer(true);
    }

    private void run(String name, Runnable action) {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                action.run();
            } catch (RuntimeException e) {
                LOG.atError()
                        .addKeyValue("task", name)
                        .setCause(e)
                        .log("task failed; it runs again in 1 second");
            }
            try {
                requests.poll(1, TimeUnit.SECONDS);
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(1));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
