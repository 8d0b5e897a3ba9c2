package io.migrate.webhook.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.helpers.NOPMDCAdapter;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;

@Timeout(120)
class QueueTest {
    private static final int MORE_THAN_FIT = 20_000;

    /// Standard output that blocks until it is read.
    private static final class Stuck extends AppenderBase<ILoggingEvent> {
        private final CountDownLatch isStuck = new CountDownLatch(1);
        private final CountDownLatch read = new CountDownLatch(1);
        private final List<String> written = Collections.synchronizedList(new ArrayList<>());

        @Override
        protected void append(ILoggingEvent event) {
            isStuck.countDown();
            try {
                read.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            written.add(event.getFormattedMessage());
        }
    }

    /// Collects what is written.
    private static final class Collecting extends AppenderBase<ILoggingEvent> {
        private final List<String> written = Collections.synchronizedList(new ArrayList<>());

        @Override
        protected void append(ILoggingEvent event) {
            written.add(event.getFormattedMessage());
        }
    }

    /// The writer rests between lines, but not before it ends.
    @Test
    void everyLineIsWrittenInOrderBeforeTheEnd() throws InterruptedException {
        var context = new LoggerContext();
        context.setMDCAdapter(new NOPMDCAdapter());
        var collecting = new Collecting();
        collecting.setContext(context);
        collecting.start();
        var queue = new Queue();
        queue.setContext(context);
        queue.addAppender(collecting);
        queue.start();
        var log = context.getLogger("test");
        log.setAdditive(false);
        log.addAppender(queue);
        var expected = new ArrayList<String>();
        for (int i = 0; i < 200; i++) {
            log.info("line {}", i);
            expected.add("line " + i);
            if (i % 50 == 0) {
                Thread.sleep(15);
            }
        }

        context.stop();

        assertThat(collecting.written).isEqualTo(expected);
        assertThat(collecting.isStarted()).isFalse();
    }

    @Test
    void aStuckOutputDelaysNoCallerAndDroppedLinesAreCounted() throws InterruptedException {
        var context = new LoggerContext();
        context.setMDCAdapter(new NOPMDCAdapter());
        var stuck = new Stuck();
        stuck.setContext(context);
        stuck.start();
        var queue = new Queue();
        queue.setContext(context);
        queue.addAppender(stuck);
        queue.start();
        var log = context.getLogger("test");
        log.setAdditive(false);
        log.addAppender(queue);
        long before = Queue.dropped();

        // The first line alone, so that the output is stuck before there are more.
        log.info("line {}", 0);
        stuck.isStuck.await();
        for (int i = 1; i < MORE_THAN_FIT; i++) {
            log.info("line {}", i);
        }
        long dropped = Queue.dropped() - before;
        assertThat(dropped).isBetween(MORE_THAN_FIT - 8192L, MORE_THAN_FIT - 8000L);

        stuck.read.countDown();
        context.stop();
        assertThat(stuck.written).hasSize((int) (MORE_THAN_FIT - dropped)).startsWith("line 0");
    }
}
