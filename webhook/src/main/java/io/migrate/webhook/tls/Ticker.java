package io.migrate.webhook.tls;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// A thread that does one thing every second, and at once when it is nudged. A second and not a
/// computed delay: those stand still while a machine is suspended.
final class Ticker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);

    private final BlockingQueue<Boolean> nudges = new ArrayBlockingQueue<>(1);
    private final Thread thread;

    /// @param action what failures it does not handle itself are logged for
    Ticker(String name, Runnable action) {
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(() -> run(name, action));
    }

    void start() {
        thread.start();
    }

    void nudge() {
        nudges.offer(true);
    }

    private void run(String name, Runnable action) {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                action.run();
            } catch (RuntimeException e) {
                LOG.atError().addKeyValue("of", name).setCause(e).log("failed, and goes on");
            }
            try {
                nudges.poll(1, TimeUnit.SECONDS);
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
