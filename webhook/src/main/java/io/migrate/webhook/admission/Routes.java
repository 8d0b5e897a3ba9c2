package io.migrate.webhook.admission;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import java.util.List;
import java.util.Locale;

/// The routes of the server.
record Routes(
        Admission admission,
        WarmUp warmUp,
        Readiness readiness,
        RequestLimits limits,
        ClientCertificates clients) {
    Router router(Vertx vertx, Connections connections) {
        Router router = Router.router(vertx);
        router.route().handler(ctx -> enter(ctx, connections));
        router.get("/livez").handler(ctx -> ctx.response().end("ok\n"));
        router.get("/readyz").handler(this::readyz);
        for (Endpoint each : Endpoint.values()) {
            router.post(each.path()).handler(ctx -> clients.require(ctx, each));
            reviews(router, each.path(), each, admission);
        }
        reviews(router, warmUp.path(), Endpoint.PODS, Admission.forWarmUp());
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

    private void reviews(Router router, String path, Endpoint endpoint, Admission reviewer) {
        // The content type is checked before the body is read: the body handler would parse forms.
        router.post(path).handler(Routes::requireJson);
        router.post(path).handler(limits::reserve);
        router.post(path)
                .handler(RequestLimits.bodyHandler())
                .handler(ctx -> reviewer.answer(endpoint, body(ctx)).send(ctx.response()));
        router.route(path).handler(ctx -> fail(ctx, 405, "only POST is allowed at " + path));
    }

    private void readyz(RoutingContext ctx) {
        List<String> missing = readiness.missing();
        ctx.response()
                .setStatusCode(missing.isEmpty() ? 200 : 503)
                .end(missing.isEmpty() ? "ok\n" : String.join("\n", missing) + "\n");
    }

    private static byte[] body(RoutingContext ctx) {
        Buffer body = ctx.body().buffer();
        return body == null ? new byte[0] : body.getBytes();
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
        int status = ctx.statusCode();
        switch (status) {
            case 413 ->
                    fail(ctx, 413, "the body is larger than " + RequestLimits.MAX_BODY + " bytes");
            default -> fail(ctx, status < 400 ? 500 : status, "the request cannot be served");
        }
    }

    private static void fail(RoutingContext ctx, int status, String message) {
        HttpResponse.failure(status, message).send(ctx.response());
    }
}
