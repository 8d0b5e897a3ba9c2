package io.migrate.migrator.connection;

import org.postgresql.PGConnection;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// Ends a run early, on a signal or after a timeout. It cancels the running statement on the
/// server, so that the transaction is rolled back and the lock released at once.
public final class Cancellation {
    /// Why a run ends early.
    public enum Reason {
        SIGNAL,
        TIMEOUT
    }

    private static final Duration CANCEL_INTERVAL = Duration.ofMillis(200);

    private final AtomicReference<Optional<Reason>> reason =
            new AtomicReference<>(Optional.empty());
    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch finished = new CountDownLatch(1);
    private final AtomicReference<Optional<PGConnection>> connection =
            new AtomicReference<>(Optional.empty());

    /// Requests the end of the run and blocks until the run is over. It cancels repeatedly, because
    /// a statement may start just after a cancel request.
    ///
    /// @param limit the longest time to block
    public void request(Reason why, Duration limit) {
        if (!reason.compareAndSet(Optional.empty(), Optional.of(why))) {
            return;
        }
        requested.countDown();
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            do {
                connection.get().ifPresent(Cancellation::cancel);
            } while (!finished.await(CANCEL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)
                    && System.nanoTime() < deadline);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Requests the end of the run after a timeout, unless the run is over by then.
    public void after(Duration timeout) {
        Thread.ofPlatform()
                .daemon()
                .name("timeout")
                .start(() -> {
                    try {
                        if (!finished.await(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                            request(Reason.TIMEOUT, Duration.ofDays(1));
                        }
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    /// Marks the run as over, whether it succeeded or not.
    public void finish() {
        connection.set(Optional.empty());
        finished.countDown();
    }

    /// Why the run must end; empty if it may continue.
    public Optional<Reason> reason() {
        return reason.get();
    }

    /// Whether the run must end.
    public boolean isRequested() {
        return reason.get().isPresent();
    }

    /// Sets the connection whose statements are canceled.
    void cancelStatementsOf(PGConnection target) {
        connection.set(Optional.of(target));
    }

    /// Pauses for a random time between 0.5 and 1.5 times `average`, so that the Pods of a
    /// Deployment do not poll in step. A request ends the pause.
    public void pause(Duration average) {
        pause(average, average.multipliedBy(2));
    }

    /// Pauses for such a time, but never longer than `longest`.
    void pause(Duration average, Duration longest) {
        long millis =
                average.dividedBy(2).toMillis()
                        + ThreadLocalRandom.current().nextLong(average.toMillis() + 1);
        try {
            var _ = requested.await(Math.min(millis, longest.toMillis()), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void cancel(PGConnection connection) {
        try {
            connection.cancelQuery();
        } catch (SQLException _) {
            // The server has ended the session, and the statement with it.
        }
    }
}
