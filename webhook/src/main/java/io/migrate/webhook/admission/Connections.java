package io.migrate.webhook.admission;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.ext.web.RoutingContext;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The connections of one instance of the server, on its event loop.
///
/// Every connection has a deadline for the head of its next request. It is longer than the 90 s for
/// which API servers keep idle connections, and closes those of clients that send a head byte by
/// byte.
final class Connections {
    static final long HEAD_MILLIS = TimeUnit.SECONDS.toMillis(100);

    private final Vertx vertx;
    private final long headMillis;
    private final Map<HttpConnection, Long> idle = new HashMap<>();

    Connections(Vertx vertx, long headMillis) {
        this.vertx = vertx;
        this.headMillis = headMillis;
    }

    void opened(HttpConnection connection) {
        awaitHead(connection);
        connection.closeHandler(_ -> forget(connection));
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
