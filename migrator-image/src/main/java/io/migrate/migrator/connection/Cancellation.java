package io.migrate.migrator.connection;

import org.postgresql.PGConnection;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// The one switch that ends a run early: a signal, or the timeout. Whoever throws it has the
/// running statement cancelled on the server, so that the transaction is gone and the lock free at
/// once.
public final class Cancellation {
    /// Why.
    public enum Reason {
        SIGNAL,
        TIMEOUT
    }

    private static final Duration CANCEL_AGAIN = Duration.ofMillis(200);

    private final AtomicReference<Optional<Reason>> reason =
            new AtomicReference<>(Optional.empty());
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch finished = new CountDownLatch(1);
    private final AtomicReference<Optional<PGConnection>> connection =
            new AtomicReference<>(Optional.empty());

    /// Asks the run to end and stays until it has, or until the patience is over. A statement that
    /// starts just after a cancel is cancelled too.
    public void request(Reason why, Duration patience) {
        if (!reason.compareAndSet(Optional.empty(), Optional.of(why))) {
            return;
        }
        stopped.countDown();
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            do {
                connection.get().ifPresent(Cancellation::cancel);
            } while (!finished.await(CANCEL_AGAIN.toMillis(), TimeUnit.MILLISECONDS)
                    && System.nanoTime() < deadline);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// The run is over, whatever became of it.
    public void finish() {
        connection.set(Optional.empty());
        finished.countDown();
    }

    /// Why the run is to end; empty: it is not.
    public Optional<Reason> reason() {
        return reason.get();
    }

    public boolean isRequested() {
        return reason.get().isPresent();
    }

    /// Names the session whose statements are to be cancelled.
    void watch(PGConnection session) {
        connection.set(Optional.of(session));
    }

    /// Sleeps, but not longer than until somebody asks to stop.
    public void sleep(Duration time) {
        try {
            var _ = stopped.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Throws the switch when the time is over, unless the run has ended by then.
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

    private static void cancel(PGConnection session) {
        try {
            session.cancelQuery();
        } catch (SQLException _) {
            // The session is gone, and with it what it was doing.
        }
    }
}
