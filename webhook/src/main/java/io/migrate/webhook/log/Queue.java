package io.migrate.webhook.log;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;

import org.slf4j.LoggerFactory;

import java.util.concurrent.atomic.LongAdder;

/// Queues log lines for a writer thread: a slow or missing reader of standard output must not delay
/// an admission. Lines that do not fit are dropped and counted.
public final class Queue extends AsyncAppender {
    private static final int LINES = 8192;

    /// Static, because a process has one log.
    private static final LongAdder DROPPED = new LongAdder();

    /// Free capacity to keep, so that concurrent event loops never compete for the last place.
    private static final int SPARE = 64;

    private static final int FLUSH_MILLIS = 2000;

    /// Called by Logback, which then attaches the appender that writes the lines.
    public Queue() {
        setQueueSize(LINES);
        setDiscardingThreshold(0);
        setNeverBlock(true);
        setMaxFlushTime(FLUSH_MILLIS);
    }

    @Override
    public void addAppender(Appender<ILoggingEvent> writer) {
        var unhurried = new UnhurriedAppender(writer);
        unhurried.setContext(getContext());
        unhurried.start();
        super.addAppender(unhurried);
    }

    @Override
    protected void put(ILoggingEvent event) {
        if (getRemainingCapacity() < SPARE) {
            DROPPED.increment();
        } else {
            super.put(event);
        }
    }

    /// The number of dropped lines in this process.
    public static long dropped() {
        return DROPPED.sum();
    }

    /// Writes the queued lines, for at most two seconds. Logging stops afterwards.
    public static void end() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext log) {
            log.stop();
        }
    }
}
