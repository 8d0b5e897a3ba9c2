package io.migrate.webhook.admission;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// The routes of the server.
record Routes(
        Admission admission,
        WarmUp warmUp,
        Readiness readiness,
        LargeReviews large,
        ClientCertificates clients) {
    private static final Logger LOG = LoggerFactory.getLogger(Routes.class);

    Router router(Vertx vertx, Connections connections, RequestBodies bodies) {
        Router router = Router.router(vertx);
        router.route().handler(ctx -> enter(ctx, connections));
        router.get("/livez").handler(ctx -> ctx.response().end("ok\n"));
        router.get("/readyz").handler(this::readyz);
        router.get("/startz")
                .handler(ctx -> StartupProbe.answer(vertx, ctx.response(), this::isStarted));
        for (Endpoint each : Endpoint.values()) {
            router.post(each.path()).handler(ctx -> clients.require(ctx, each));
            reviews(router, each.path(), bodies, each, admission);
        }
        reviews(router, warmUp.path(), bodies, Endpoint.PODS, Admission.forWarmUp());
        router.route()
                .handler(ctx -> fail(ctx, 404, "not found; send reviews to /mutate or /workloads"));
        router.route().failureHandler(Routes::failed);
        return router;
    }

    private void enter(RoutingContext ctx, Connections connections) {
        connections.busy(ctx);
        if (readiness.isDraining()) {
            ctx.response().putHeader("connection", "close");
        }
        ctx.next();
    }

    private void reviews(
            Router router,
            String path,
            RequestBodies bodies,
            Endpoint endpoint,
            Admission reviewer) {
        // The content type is checked before the body is read.
        router.post(path).handler(Routes::requireJson);
        router.post(path)
                .handler(ctx -> bodies.receive(ctx, new Review(ctx, endpoint, reviewer, large)));
        router.route(path).handler(ctx -> fail(ctx, 405, "only POST is allowed at " + path));
    }

    /// One review.
    private record Review(
            RoutingContext ctx, Endpoint endpoint, Admission reviewer, LargeReviews large)
            implements RequestBodies.Receiver {
        @Override
        public Future<Void> received(RequestBody body) {
            if (body.size() <= RequestLimits.SMALL_BODY) {
                send(reviewer.answer(endpoint, body));
                return Future.succeededFuture();
            }
            return large.answer(() -> answer(body))
                    .onSuccess(each -> each.ifPresent(this::send))
                    .onFailure(ctx::fail)
                    .mapEmpty();
        }

        private Optional<HttpResponse> answer(RequestBody body) {
            return ctx.response().closed() || ctx.response().ended()
                    ? Optional.empty()
                    : Optional.of(reviewer.answer(endpoint, body));
        }

        @Override
        public void rejected(Rejection why, RequestBody head) {
            send(reviewer.reject(endpoint, why, head));
        }

        private void send(HttpResponse response) {
            if (!ctx.response().closed() && !ctx.response().ended()) {
                response.send(ctx.request());
            }
        }
    }

    private void readyz(RoutingContext ctx) {
        List<String> missing = readiness.missing();
        ctx.response()
                .setStatusCode(missing.isEmpty() ? 200 : 503)
                .end(missing.isEmpty() ? "ok\n" : String.join("\n", missing) + "\n");
    }

    private boolean isStarted() {
        return readiness.isDraining() || readiness.missing().isEmpty();
    }

    private static void requireJson(RoutingContext ctx) {
        String type = String.valueOf(ctx.request().getHeader("content-type"));
        if (type.toLowerCase(Locale.ROOT).split(";", 2)[0].strip().equals("application/json")) {
            ctx.next();
        } else {
            fail(ctx, 415, "the content type must be application/json");
        }
    }

    private static void failed(RoutingContext ctx) {
        if (ctx.statusCode() >= 400 && ctx.failure() == null) {
            fail(ctx, ctx.statusCode(), "the request cannot be served");
            return;
        }
        String id = UUID.randomUUID().toString();
        LOG.atError().addKeyValue("uid", id).setCause(ctx.failure()).log("request failed");
        if (!ctx.response().ended()) {
            fail(ctx, 500, ReviewWriter.bug(id));
        }
    }

    private static void fail(RoutingContext ctx, int status, String message) {
        HttpResponse.failure(status, message).send(ctx.request());
    }
}
