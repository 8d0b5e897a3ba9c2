package io.migrate.webhook.log;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;

import org.slf4j.LoggerFactory;

import java.util.concurrent.atomic.LongAdder;

/// Lines wait here for a thread of their own to write them: whoever reads standard output slowly,
/// or not at all, must not hold up an admission. What does not fit is dropped, and counted.
public final class Queue extends AsyncAppender {
    private static final int LINES = 8192;

    /// There is one log in a process.
    private static final LongAdder DROPPED = new LongAdder();

    /// Room for so many that two event loops never race for the last place.
    private static final int SPARE = 64;

    private static final int FLUSH_MILLIS = 2000;

    /// Made by logback, which then says where the lines go.
    public Queue() {
        setQueueSize(LINES);
        setDiscardingThreshold(0);
        setNeverBlock(true);
        setMaxFlushTime(FLUSH_MILLIS);
    }

    @Override
    protected void put(ILoggingEvent event) {
        if (getRemainingCapacity() < SPARE) {
            DROPPED.increment();
        } else {
            super.put(event);
        }
    }

    /// How many lines of this process were never written.
    public static long dropped() {
        return DROPPED.sum();
    }

    /// Writes what waits, for two seconds at most. Nothing is logged any more after that.
    public static void end() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext log) {
            log.stop();
        }
    }
}
