package io.migrate.webhook.admission;

import io.migrate.webhook.injection.ClusterSnapshot;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The HTTPS server: `POST /mutate`, `POST /workloads`, `GET /livez`, `GET /readyz`.
///
/// It speaks HTTP/1.1 only, as API servers do to webhooks (kubernetes/kubernetes#75791):
/// `Connection: close` is how it sends them elsewhere.
public final class WebhookServer {
    /// An API server takes requests of 3 MiB; a review may hold the object twice, and escaped.
    static final int MAX_BODY = 8 * 1024 * 1024;

    /// API servers keep connections for 90 s; closing earlier would lose a race with their request.
    private static final int IDLE_SECONDS = 120;

    private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

    /// To Vert.x a negative port is a free one that all instances share.
    private static final int SHARED_FREE_PORT = -1;

    /// How long a request may take to arrive and be answered: what API servers wait for us.
    private static final long REQUEST_MILLIS = 10_000;

    private static final long MAX_IN_FLIGHT =
            Math.max(2L * MAX_BODY, Runtime.getRuntime().maxMemory() / 8);

    private final AtomicLong inFlight = new AtomicLong();
    private final Settings settings;
    private final Supplier<Optional<ClusterSnapshot>> snapshots;
    private final Readiness readiness;
    private final Consumer<ReviewResult> meter;
    private final WarmUp warmUp = new WarmUp();
    private final List<Instance> instances = new CopyOnWriteArrayList<>();
    private final AtomicInteger port = new AtomicInteger();
    private final int requested;

    /// Where and as whom the server listens.
    ///
    /// @param port 0 for a free one
    /// @param chain certificates as PEM, our own first
    /// @param key its private key as PEM, PKCS#8
    public record Settings(String host, int port, String chain, String key) {}

    /// A server that has not been started, and is ready once it is.
    ///
    /// @param snapshots asked for that of the moment; while it is empty, reviews are answered 503
    public WebhookServer(Settings settings, Supplier<Optional<ClusterSnapshot>> snapshots) {
        this(settings, snapshots, Readiness.ofListening(), _ -> {});
    }

    /// A server that has not been started.
    ///
    /// @param snapshots asked for that of the moment; while it is empty, reviews are answered 503
    /// @param readiness when `/readyz` says so
    /// @param meter told of every review, on the thread that answers it
    public WebhookServer(
            Settings settings,
            Supplier<Optional<ClusterSnapshot>> snapshots,
            Readiness readiness,
            Consumer<ReviewResult> meter) {
        this.meter = meter;
        this.settings = settings;
        this.snapshots = snapshots;
        this.readiness = readiness;
        this.requested = settings.port() == 0 ? SHARED_FREE_PORT : settings.port();
    }

    /// Listens, with one instance a core: there is nothing to wait for in a handler, so plain event
    /// loops are right.
    ///
    /// @return the port, once connections are accepted
    public Future<Integer> start(Vertx vertx) {
        int cores = Runtime.getRuntime().availableProcessors();
        return vertx.deployVerticle(
                        () -> new Instance(), new DeploymentOptions().setInstances(cores))
                .map(_ -> port.get());
    }

    /// Sends reviews to itself, so that real ones find everything loaded and compiled.
    ///
    /// @return when that is done; it gates the first Ready
    public Future<Void> warmUp(Vertx vertx) {
        String host = settings.host().equals("0.0.0.0") ? "127.0.0.1" : settings.host();
        return warmUp.run(vertx, host, port.get()).onSuccess(_ -> readiness.warm());
    }

    /// Shows new connections this certificate; those that are open keep the one before. Certificate
    /// and key must be a pair: a server takes any two, and then fails every handshake.
    ///
    /// @param chain certificates as PEM, our own first
    /// @param key its private key as PEM, PKCS#8
    public Future<Void> present(String chain, String key) {
        var ssl =
                new ServerSSLOptions()
                        .setKeyCertOptions(pair(chain, key))
                        .setEnabledSecureTransportProtocols(PROTOCOLS)
                        .setUseAlpn(false);
        // They share the port and with it these options: one stands for all.
        return instances.getFirst().server.updateSSLOptions(ssl, true).mapEmpty();
    }

    /// Begins to say goodbye: not ready, and every answer asks its client to connect anew. New
    /// connections are still taken, since endpoints are not withdrawn everywhere at once.
    public void drain() {
        readiness.drain();
    }

    /// Stops taking connections, closes those on which nothing is under way, and waits for the
    /// others.
    public Future<Void> stop() {
        return Future.join(instances.stream().map(Instance::shutdown).toList()).mapEmpty();
    }

    private static PemKeyCertOptions pair(String chain, String key) {
        return new PemKeyCertOptions()
                .addCertValue(Buffer.buffer(chain))
                .addKeyValue(Buffer.buffer(key));
    }

    private final class Instance extends VerticleBase {
        private HttpServer server;
        private Connections connections;

        @Override
        public Future<?> start() {
            connections = new Connections(vertx, Connections.HEAD_MILLIS);
            server =
                    vertx.createHttpServer(options())
                            .connectionHandler(connections::opened)
                            .invalidRequestHandler(WebhookServer::invalid)
                            .requestHandler(router());
            return server.listen(requested, settings.host())
                    .onSuccess(listening -> {
                        port.set(listening.actualPort());
                        instances.add(this);
                    });
        }

        private Future<Void> shutdown() {
            return server.shutdown(REQUEST_MILLIS, TimeUnit.MILLISECONDS);
        }

        private HttpServerOptions options() {
            return new HttpServerOptions()
                    .setSsl(true)
                    .setSslEngineOptions(Tls.here().options())
                    .setEnabledSecureTransportProtocols(PROTOCOLS)
                    .setUseAlpn(false)
                    .setKeyCertOptions(pair(settings.chain(), settings.key()))
                    .setIdleTimeout(IDLE_SECONDS)
                    .setIdleTimeoutUnit(TimeUnit.SECONDS);
        }

        private Router router() {
            Router router = Router.router(vertx);
            router.route().handler(this::enter);
            router.get("/livez").handler(ctx -> ctx.response().end("ok\n"));
            router.get("/readyz").handler(WebhookServer.this::readyz);
            var admission = new Admission(snapshots, meter);
            for (Endpoint each : Endpoint.values()) {
                reviews(router, each.path(), each, admission);
            }
            reviews(router, warmUp.path(), Endpoint.PODS, Admission.rehearsal());
            router.route()
                    .handler(ctx ->
                            fail(
                                    ctx,
                                    404,
                                    "nothing is served here; reviews go to /mutate or"
                                            + " /workloads"));
            router.route().failureHandler(WebhookServer::failed);
            return router;
        }

        private void reviews(Router router, String path, Endpoint endpoint, Admission admission) {
            // The type is looked at before the body: the body handler would parse forms.
            router.post(path).handler(WebhookServer::requireJson);
            router.post(path).handler(WebhookServer.this::reserve);
            router.post(path)
                    .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY))
                    .handler(ctx -> send(ctx, admission.answer(endpoint, body(ctx))));
            router.route(path).handler(ctx -> fail(ctx, 405, "only POST is served at " + path));
        }

        private void enter(RoutingContext ctx) {
            connections.busy(ctx);
            if (readiness.isDraining()) {
                ctx.response().putHeader("connection", "close");
            }
            ctx.next();
        }
    }

    private void readyz(RoutingContext ctx) {
        List<String> missing = readiness.missing();
        ctx.response()
                .setStatusCode(missing.isEmpty() ? 200 : 503)
                .end(missing.isEmpty() ? "ok\n" : String.join("\n", missing) + "\n");
    }

    /// Bodies that are being read and answered, all together, stay within an eighth of the heap:
    /// without that a few large ones at once would end the process's memory.
    private void reserve(RoutingContext ctx) {
        String length = ctx.request().getHeader("content-length");
        boolean known = length != null && length.matches("\\d{1,18}");
        long bytes = known ? Math.min(Long.parseLong(length), MAX_BODY) : MAX_BODY;
        if (inFlight.addAndGet(bytes) > MAX_IN_FLIGHT) {
            inFlight.addAndGet(-bytes);
            fail(ctx, 429, "too many large requests at once; try again");
            return;
        }
        long timer = ctx.vertx().setTimer(REQUEST_MILLIS, _ -> ctx.request().connection().close());
        ctx.addEndHandler(_ -> {
            ctx.vertx().cancelTimer(timer);
            inFlight.addAndGet(-bytes);
        });
        ctx.next();
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
            case 413 -> fail(ctx, 413, "the body is larger than " + MAX_BODY + " bytes");
            default -> fail(ctx, status < 400 ? 500 : status, "the request cannot be served");
        }
    }

    /// What is not even HTTP.
    private static void invalid(HttpServerRequest request) {
        HttpResponse answer =
                switch (request.decoderResult().cause()) {
                    case TooLongHttpLineException _ ->
                            HttpResponse.failure(414, "the path of the request is too long");
                    case TooLongHttpHeaderException _ ->
                            HttpResponse.failure(431, "the headers of the request are too large");
                    case null, default ->
                            HttpResponse.failure(400, "this is not a request of HTTP/1.1");
                };
        request.response()
                .setStatusCode(answer.status())
                .putHeader("content-type", "application/json")
                .putHeader("connection", "close")
                .end(answer.body());
        request.connection().close();
    }

    private static void fail(RoutingContext ctx, int status, String message) {
        send(ctx, HttpResponse.failure(status, message));
    }

    private static void send(RoutingContext ctx, HttpResponse answer) {
        ctx.response()
                .setStatusCode(answer.status())
                .putHeader("content-type", "application/json")
                .end(answer.body());
    }
}
