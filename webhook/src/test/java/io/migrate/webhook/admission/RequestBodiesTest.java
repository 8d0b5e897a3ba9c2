package io.migrate.webhook.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Limits so small that few requests reach them, on one event loop. Without TLS, whose handshakes
/// need not end in the order in which they began.
class RequestBodiesTest {
    private static final int LARGE = 2 * RequestLimits.SMALL_BODY;
    private static final int CHUNK = RequestBody.BLOCK;
    private static final String HEAD = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n";

    private final Vertx vertx = WebhookServer.vertx();
    private final List<Promise<Void>> pending = new CopyOnWriteArrayList<>();
    private boolean isHeld;

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    /// @param reserve for small bodies; for large ones there is room for one
    private int serve(Vertx on, long reserve, long patienceMillis, int connections) {
        var bodies =
                new RequestBodies(
                        on,
                        new MemoryBudget(reserve),
                        new MemoryBudget(LARGE + CHUNK),
                        patienceMillis);
        var limit = new Connections(on, Connections.HEAD_MILLIS, connections);
        Router router = Router.router(on);
        router.route()
                .handler(ctx -> {
                    limit.busy(ctx);
                    bodies.receive(ctx, new Echo(ctx));
                });
        return on.createHttpServer()
                .connectionHandler(limit::opened)
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
    }

    /// Answers with the size of the body, and needs it for as long as the test wants.
    private final class Echo implements RequestBodies.Receiver {
        private final RoutingContext ctx;

        Echo(RoutingContext ctx) {
            this.ctx = ctx;
        }

        @Override
        public Future<Void> received(RequestBody body) {
            ctx.response().end("size " + body.size());
            if (!isHeld) {
                return Future.succeededFuture();
            }
            var needed = Promise.<Void>promise();
            pending.add(needed);
            return needed.future();
        }

        @Override
        public void rejected(Rejection why, RequestBody head) {
            why.response().send(ctx.request());
        }
    }

    /// Sends the head and a part of the body.
    private static RawConnection begun(int port, int announced, int sent) throws Exception {
        return RawConnection.plain(port).send(HEAD.formatted(announced) + "x".repeat(sent));
    }

    private static String whole(int port, int size) throws Exception {
        try (RawConnection client = begun(port, size, size)) {
            return client.some();
        }
    }

    /// Waits until the server has answered something later on the same event loop.
    private static void settle(int port) throws Exception {
        assertThat(whole(port, 0)).startsWith("HTTP/1.1 200");
    }

    @Test
    void whoHasWaitedForLongGivesUpItsPlace() throws Exception {
        int port = serve(vertx, 3 * CHUNK, 0, 100);
        try (RawConnection oldest = begun(port, CHUNK, 1);
                RawConnection younger = RawConnection.plain(port)) {
            settle(port);
            younger.send(HEAD.formatted(CHUNK) + "x");
            settle(port);
            assertThat(whole(port, 2 * CHUNK)).endsWith("size " + 2 * CHUNK);
            assertThat(oldest.rest()).startsWith("HTTP/1.1 408");
            assertThat(younger.send("x".repeat(CHUNK - 1)).some()).endsWith("size " + CHUNK);
        }
    }

    @Test
    void amongThoseThatHaveJustBegunTheNewOneDoes() throws Exception {
        int port = serve(vertx, 3 * CHUNK, Long.MAX_VALUE / 1_000_000, 100);
        try (RawConnection first = begun(port, CHUNK, 1);
                RawConnection second = begun(port, CHUNK, 1)) {
            settle(port);
            assertThat(whole(port, 2 * CHUNK))
                    .startsWith("HTTP/1.1 429")
                    .contains("retry-after: 1", "too many requests at once; try again");
            assertThat(whole(port, CHUNK)).endsWith("size " + CHUNK);
            assertThat(first.send("x".repeat(CHUNK - 1)).some()).endsWith("size " + CHUNK);
            assertThat(second.send("x".repeat(CHUNK - 1)).some()).endsWith("size " + CHUNK);
        }
        assertThat(whole(port, 3 * CHUNK)).as("all is given back").endsWith("size " + 3 * CHUNK);
    }

    @Test
    void largeBodiesDoNotTakeTheReserveOfSmallOnes() throws Exception {
        int port = serve(vertx, 8L * CHUNK, Long.MAX_VALUE / 1_000_000, 100);
        try (RawConnection large = begun(port, LARGE, LARGE - 1)) {
            settle(port);
            assertThat(whole(port, LARGE)).startsWith("HTTP/1.1 429");
            for (int i = 0; i < 20; i++) {
                assertThat(whole(port, 8 * CHUNK)).endsWith("size " + 8 * CHUNK);
            }
            assertThat(large.send("x").some()).endsWith("size " + LARGE);
        }
        assertThat(whole(port, LARGE)).endsWith("size " + LARGE);
    }

    /// As one that is being answered is.
    @Test
    void aBodyCountsForAsLongAsItIsNeeded() throws Exception {
        int port = serve(vertx, 8L * CHUNK, 0, 100);
        isHeld = true;
        assertThat(whole(port, LARGE)).endsWith("size " + LARGE);
        assertThat(whole(port, LARGE)).startsWith("HTTP/1.1 429");
        pending.forEach(Promise::complete);
        isHeld = false;
        settle(port);
        assertThat(whole(port, LARGE)).endsWith("size " + LARGE);
    }

    @Test
    void whatAClientLeavesBehindIsGivenBack() throws Exception {
        int port = serve(vertx, 8L * CHUNK, Long.MAX_VALUE / 1_000_000, 100);
        begun(port, LARGE, LARGE - 1).close();
        begun(port, CHUNK, 1).close();
        String answer = "";
        for (int i = 0; i < 600 && !answer.endsWith("size " + LARGE); i++) {
            Thread.sleep(50);
            answer = whole(port, LARGE);
        }
        assertThat(answer).endsWith("size " + LARGE);
    }

    /// A body that comes byte by byte takes as much memory as one that comes at once.
    @Test
    void bytesAreCountedInBlocks() throws Exception {
        int port = serve(vertx, CHUNK, 0, 100);
        try (RawConnection client = begun(port, 2000, 0)) {
            for (int i = 0; i < 2000; i++) {
                client.send("x");
            }
            assertThat(client.some()).endsWith("size 2000");
        }
    }

    @Test
    void theConnectionThatIsIdleForTheLongestTimeGivesUpItsPlace() throws Exception {
        int port = serve(vertx, 8L * CHUNK, 0, 4);
        try (RawConnection busy = begun(port, 1, 1);
                RawConnection idle = begun(port, 1, 1);
                RawConnection younger = begun(port, 1, 1);
                RawConnection youngest = begun(port, 1, 1)) {
            for (RawConnection each : List.of(busy, idle, younger, youngest)) {
                assertThat(each.some()).endsWith("size 1");
            }
            // The order in which they became idle is only now certain.
            for (RawConnection each : List.of(idle, younger)) {
                assertThat(each.send(HEAD.formatted(1) + "x").some()).endsWith("size 1");
            }
            busy.send(HEAD.formatted(10) + "x");
            // Whatever comes after this response comes after that head.
            assertThat(youngest.send(HEAD.formatted(1) + "x").some()).endsWith("size 1");
            try (RawConnection late = begun(port, 1, 1)) {
                assertThat(late.some()).endsWith("size 1");
                assertThat(idle.rest()).isEmpty();
                assertThat(younger.send(HEAD.formatted(1) + "x").some()).endsWith("size 1");
                assertThat(busy.send("x".repeat(9)).some()).endsWith("size 10");
            }
        }
    }

    /// Also of those that never begin a handshake.
    @Test
    void moreSocketsThanTheLimitAreClosedAtOnce() throws Exception {
        Vertx few = Vertx.builder().withTransport(new AcceptedSockets(3).transport()).build();
        int port = serve(few, CHUNK, 0, 100);
        var open = new ArrayList<RawConnection>();
        try {
            for (int i = 0; i < 3; i++) {
                open.add(RawConnection.plain(port));
            }
            try (RawConnection beyond = RawConnection.plain(port)) {
                assertThat(endOf(beyond)).as("closed").isEmpty();
            }
            open.removeFirst().close();
            String answer = "";
            for (int i = 0; i < 600 && answer.isEmpty(); i++) {
                try {
                    answer = whole(port, 1);
                } catch (SocketException _) {
                    Thread.sleep(50);
                }
            }
            assertThat(answer).endsWith("size 1");
        } finally {
            for (RawConnection each : open) {
                each.close();
            }
            few.close().await();
        }
    }

    private static String endOf(RawConnection connection) throws IOException {
        try {
            return connection.rest();
        } catch (SocketException _) {
            return "";
        }
    }
}
