package io.migrate.migrator.connection;

import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.report.Progress;
import io.migrate.migrator.report.Result;

import org.postgresql.PGConnection;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

/// Ends a run early, on a signal or after a timeout. It cancels the running statement on the
/// server, so that the transaction is rolled back and the lock released at once. A run that does
/// not end by that is abandoned.
public final class Cancellation {
    /// Why a run ends early.
    public enum Reason {
        SIGNAL,
        TIMEOUT
    }

    /// Gives up a run that does not end, because its thread is busy or blocked.
    @FunctionalInterface
    public interface Abandonment {
        /// Ends the process, which closes its connections: the server rolls back the transaction
        /// and releases the lock. Does nothing if the run ends in the meantime.
        ///
        /// @param result what the run would leave behind
        void abandon(Reason reason, Result result);
    }

    /// Something that lasts until it is closed.
    public interface Scope extends AutoCloseable {
        @Override
        void close();
    }

    /// How long a canceled run may take to end before it is abandoned. With the time to report
    /// that, much less than the default grace period of a Pod, 30 s.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration CANCEL_INTERVAL = Duration.ofMillis(200);

    private final Abandonment abandonment;
    private final AtomicReference<Optional<Reason>> reason =
            new AtomicReference<>(Optional.empty());
    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch finished = new CountDownLatch(1);
    private final AtomicReference<Optional<PGConnection>> connection =
            new AtomicReference<>(Optional.empty());
    private final AtomicReference<Function<Reason, Outcome>> outcome =
            new AtomicReference<>(Cancellation::stopped);
    private final AtomicReference<Supplier<Progress>> progress =
            new AtomicReference<>(Progress::none);

    /// For a run that is never abandoned.
    public Cancellation() {
        this((_, _) -> {});
    }

    /// @param abandonment of a run that does not end
    public Cancellation(Abandonment abandonment) {
        this.abandonment = abandonment;
    }

    /// Before the settings of the run are known.
    private static Outcome stopped(Reason why) {
        return switch (why) {
            case SIGNAL -> new Outcome.Failed(ExitCode.TERMINATED, "stopped by a signal.", "");
            case TIMEOUT -> new Outcome.Failed(ExitCode.TIMED_OUT, "timed out.", "");
        };
    }

    /// Requests the end of the run and blocks until the run is over, or abandoned.
    public void request(Reason why) {
        boolean isFirst = reason.compareAndSet(Optional.empty(), Optional.of(why));
        requested.countDown();
        if (isFirst) {
            // A cancel request opens a connection, which may block.
            start("cancel", this::cancelStatements);
        }
        try {
            if (!finished.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                abandonment.abandon(
                        why, new Result(outcome.get().apply(why), progress.get().get()));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Cancels repeatedly, because a statement may start just after a cancel request.
    private void cancelStatements() {
        try {
            do {
                connection.get().ifPresent(Cancellation::cancel);
            } while (!finished.await(CANCEL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Requests the end of the run after a timeout, unless the run is over by then.
    public void after(Duration timeout) {
        requestUnless(finished, timeout);
    }

    /// Requests the end of the run after a timeout, unless the scope is closed by then.
    ///
    /// @param timeout zero: none
    public Scope limit(Duration timeout) {
        var closed = new CountDownLatch(1);
        if (!timeout.isZero()) {
            requestUnless(closed, timeout);
        }
        return closed::countDown;
    }

    private void requestUnless(CountDownLatch over, Duration timeout) {
        start(
                "timeout",
                () -> {
                    try {
                        if (!over.await(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                            request(Reason.TIMEOUT);
                        }
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    private static void start(String name, Runnable task) {
        Thread.ofPlatform().daemon().name(name).start(task);
    }

    /// Sets the outcome of the run if it is abandoned before the scope is closed: it says what that
    /// leaves behind. Any thread may compute it.
    public Scope during(Function<Reason, Outcome> ifAbandoned) {
        Function<Reason, Outcome> before = outcome.getAndSet(ifAbandoned);
        return () -> outcome.set(before);
    }

    /// Sets the progress that an abandoned run reports. Any thread may compute it.
    public void reportProgress(Supplier<Progress> soFar) {
        progress.set(soFar);
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
