package io.migrate.webhook.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;

/// Appends what another appender writes, and rests after a line, but not twice within the same
/// time: the lines of the meantime are written together. Otherwise every line would wake the
/// writer's thread, which costs the caller more than all else that logging takes.
///
/// For one thread.
final class UnhurriedAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private static final long REST_MILLIS = 10;

    private final Appender<ILoggingEvent> writer;
    private long rested = System.nanoTime();

    UnhurriedAppender(Appender<ILoggingEvent> writer) {
        this.writer = writer;
    }

    @Override
    protected void append(ILoggingEvent event) {
        writer.doAppend(event);
        if (System.nanoTime() - rested >= REST_MILLIS * 1_000_000) {
            rest();
        }
    }

    private void rest() {
        try {
            Thread.sleep(REST_MILLIS);
        } catch (InterruptedException _) { // logging ends, with what is in the queue
            Thread.currentThread().interrupt();
        }
        rested = System.nanoTime();
    }

    @Override
    public void stop() {
        writer.stop();
        super.stop();
    }
}
