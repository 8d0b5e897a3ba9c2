package io.migrate.migrator;

import io.migrate.migrator.connection.Cancellation;
import io.migrate.migrator.report.Redaction;
import io.migrate.migrator.report.Result;
import io.migrate.migrator.report.ResultLog;
import io.migrate.migrator.report.TerminationMessage;

import org.slf4j.Logger;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/// Reports the result of a process once: either that of the run, or that of having abandoned it.
final class RunReport {
    /// How long reporting may take, for example while nobody reads the log.
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /// Where to report to.
    ///
    /// @param terminationLog the file of the termination message
    /// @param redaction of that message; the log has its own
    record Sink(Logger log, Path terminationLog, Redaction redaction) {
        private void write(Result result) {
            try {
                TerminationMessage.write(terminationLog, result, redaction);
            } catch (IOException e) {
                log.warn("could not write the termination message: {}", e.getMessage());
            }
            ResultLog.write(result, log);
        }
    }

    /// Memory that is released to report that there is none.
    private static final int RESERVE_BYTES = 2 << 20;

    private volatile byte[] reserve = new byte[0];
    private final AtomicBoolean isTaken = new AtomicBoolean();
    private final CountDownLatch written = new CountDownLatch(1);
    private final AtomicReference<Supplier<Sink>> sink;

    /// @param sink until the settings of the run are known
    RunReport(Supplier<Sink> sink) {
        this.sink = new AtomicReference<>(sink);
    }

    /// Sets where to report to.
    void to(Supplier<Sink> settled) {
        sink.set(settled);
    }

    /// Keeps the memory to report a result when memory runs out.
    void keepRoom() {
        reserve = new byte[RESERVE_BYTES];
    }

    /// Makes room for a result, because memory ran out.
    void makeRoom() {
        if (reserve.length > 0) {
            reserve = new byte[0];
        }
    }

    /// Reports the result of the run; never returns if the run was abandoned.
    void write(Result result) {
        makeRoom();
        if (!isTaken.compareAndSet(false, true)) {
            awaitTheEnd();
        }
        sink.get().get().write(result);
        written.countDown();
    }

    /// Reports that the run is abandoned, and ends the process.
    void abandon(Cancellation.Reason reason, Result result) {
        boolean isFirst = isTaken.compareAndSet(false, true);
        if (isFirst) {
            Thread.ofPlatform()
                    .daemon()
                    .name("report")
                    .start(() -> {
                        sink.get().get().write(result);
                        written.countDown();
                    });
        }
        boolean isWritten = awaitWritten();
        switch (reason) {
            // Java ends the process when this returns, with the code of the signal.
            case SIGNAL -> {}
            case TIMEOUT -> {
                if (isFirst || !isWritten) {
                    Runtime.getRuntime().halt(result.outcome().exit().code());
                }
            }
        }
    }

    private boolean awaitWritten() {
        try {
            return written.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void awaitTheEnd() {
        while (true) {
            try {
                Thread.sleep(Duration.ofDays(1));
            } catch (InterruptedException _) {
                // The process is ending.
            }
        }
    }
}
