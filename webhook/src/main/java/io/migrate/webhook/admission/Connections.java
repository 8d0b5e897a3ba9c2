package io.migrate.webhook.admission;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.ext.web.RoutingContext;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The connections of one instance of the server, on its event loop.
///
/// Every connection has a deadline for the head of its next request. It is longer than the 90 s for
/// which API servers keep idle connections, and closes those of clients that send a head byte by
/// byte. Their number is limited: beyond it, the one that has been idle for the longest time is
/// closed, so that connections that nobody uses keep no API server out.
final class Connections {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    static final long HEAD_MILLIS = TimeUnit.SECONDS.toMillis(100);
    private static final long LOG_MILLIS = TimeUnit.SECONDS.toMillis(10);

    private final Vertx vertx;
    private final long headMillis;
    private final int limit;

    /// The longest idle one first.
    private final Map<HttpConnection, Long> idle = new LinkedHashMap<>();

    private int open;
    private long closed;

    /// @param limit number of connections of this instance
    Connections(Vertx vertx, long headMillis, int limit) {
        this.vertx = vertx;
        this.headMillis = headMillis;
        this.limit = limit;
    }

    void opened(HttpConnection connection) {
        open++;
        awaitHead(connection);
        connection.closeHandler(_ -> {
            open--;
            forget(connection);
        });
        if (open > limit) {
            // The new one is idle too, and the last of them.
            closeIdle(idle.keySet().iterator().next());
        }
    }

    private void closeIdle(HttpConnection connection) {
        if (closed++ == 0) {
            vertx.setTimer(LOG_MILLIS, _ -> logClosed());
        }
        connection.close();
    }

    private void logClosed() {
        LOG.atWarn()
                .addKeyValue("closed", closed)
                .addKeyValue("limit", limit)
                .log("too many connections");
        closed = 0;
    }

    /// Notes that the head of a request has arrived.
    void busy(RoutingContext ctx) {
        HttpConnection connection = ctx.request().connection();
        forget(connection);
        ctx.addEndHandler(ended -> {
            if (ended.succeeded()) {
                awaitHead(connection);
            }
        });
    }

    private void awaitHead(HttpConnection connection) {
        forget(connection);
        idle.put(connection, vertx.setTimer(headMillis, _ -> connection.close()));
    }

    private void forget(HttpConnection connection) {
        Long timer = idle.remove(connection);
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }
}
