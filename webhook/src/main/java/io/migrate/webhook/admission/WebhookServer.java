package io.migrate.webhook.admission;

import io.migrate.webhook.injection.ClusterSnapshot;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The HTTPS server: `POST /mutate`, `POST /workloads`, `GET /startz`, `GET /livez`, `GET /readyz`.
///
/// It supports only HTTP/1.1, as API servers use it for webhooks (kubernetes/kubernetes#75791):
/// `Connection: close` sends them to another replica.
public final class WebhookServer {
    /// For Vert.x, a negative port is a free one that all instances share.
    private static final int SHARED_FREE_PORT = -1;

    private static final long READY_STEP_MILLIS = 50;

    private final Settings settings;
    private final Supplier<Optional<ClusterSnapshot>> snapshots;
    private final Readiness readiness;
    private final Consumer<ReviewResult> meter;
    private final WarmUp warmUp = new WarmUp();
    private final ClientCertificates clients;
    private final List<ServerInstance> instances = new CopyOnWriteArrayList<>();
    private final AtomicInteger port = new AtomicInteger();

    /// The address and the certificate of the server, and its clients.
    ///
    /// @param port 0 for a free one
    /// @param chain certificates as PEM, the server's own first
    /// @param key its private key as PEM, PKCS#8
    /// @param clients who may send reviews; empty for everybody
    public record Settings(
            String host, int port, String chain, String key, Optional<ClientPolicy> clients) {
        /// A server for everybody.
        public Settings(String host, int port, String chain, String key) {
            this(host, port, chain, key, Optional.empty());
        }
    }

    /// A server that has not been started, and is ready once it is.
    ///
    /// @param snapshots returns the current one; while it is empty, reviews are answered with 503
    public WebhookServer(Settings settings, Supplier<Optional<ClusterSnapshot>> snapshots) {
        this(settings, snapshots, Readiness.ofListening(), _ -> {});
    }

    /// A server that has not been started.
    ///
    /// @param snapshots returns the current one; while it is empty, reviews are answered with 503
    /// @param readiness decides the answer of `/readyz`
    /// @param meter receives the result of every review, on the thread that answers it
    public WebhookServer(
            Settings settings,
            Supplier<Optional<ClusterSnapshot>> snapshots,
            Readiness readiness,
            Consumer<ReviewResult> meter) {
        this.meter = meter;
        this.settings = settings;
        this.clients = new ClientCertificates(settings.clients(), meter);
        this.snapshots = snapshots;
        this.readiness = readiness;
    }

    /// Returns a Vert.x whose servers accept a limited number of connections.
    public static Vertx vertx() {
        return Vertx.builder()
                .withTransport(new AcceptedSockets(RequestLimits.MAX_SOCKETS).transport())
                .build();
    }

    /// Returns such a Vert.x, whose first server accepts the connections of a port that already
    /// listens.
    public static Vertx vertx(ReservedPort port) {
        return Vertx.builder()
                .withTransport(new AcceptedSockets(RequestLimits.MAX_SOCKETS, port).transport())
                .build();
    }

    /// Starts one instance for each core, up to a limit. A handler never waits, so plain event
    /// loops suffice.
    ///
    /// @return the port, once connections are accepted
    public Future<Integer> start(Vertx vertx) {
        int eventLoops =
                Math.min(Runtime.getRuntime().availableProcessors(), RequestLimits.MAX_EVENT_LOOPS);
        var large = new LargeReviews(vertx);
        var largeBodies = new MemoryBudget(RequestLimits.LARGE_BODIES);
        return vertx.deployVerticle(
                        () ->
                                new ServerInstance(
                                        tls(),
                                        routes(large),
                                        largeBodies,
                                        eventLoops,
                                        this::listen),
                        new DeploymentOptions().setInstances(eventLoops))
                .map(_ -> port.get());
    }

    private ServerTls tls() {
        return tls(settings.chain(), settings.key());
    }

    private ServerTls tls(String chain, String key) {
        return new ServerTls(
                chain, key, settings.clients().isPresent() ? ClientAuth.REQUEST : ClientAuth.NONE);
    }

    private Routes routes(LargeReviews large) {
        return new Routes(new Admission(snapshots, meter), warmUp, readiness, large, clients);
    }

    private Future<Void> listen(ServerInstance instance) {
        int requested = settings.port() == 0 ? SHARED_FREE_PORT : settings.port();
        return instance.listen(requested, settings.host())
                .onSuccess(actual -> {
                    port.set(actual);
                    instances.add(instance);
                })
                .mapEmpty();
    }

    /// Sends reviews to this server, so that everything is loaded and compiled before the first
    /// real one.
    ///
    /// @return completes afterwards; the server is not ready before
    public Future<Void> warmUp(Vertx vertx) {
        String host = settings.host().equals("0.0.0.0") ? "127.0.0.1" : settings.host();
        return warmUp.run(vertx, host, port.get()).onSuccess(_ -> readiness.warm());
    }

    /// Completes once the server is ready for the first time.
    public Future<Void> ready(Vertx vertx) {
        Promise<Void> ready = Promise.promise();
        vertx.setPeriodic(
                READY_STEP_MILLIS,
                timer -> {
                    if (readiness.missing().isEmpty() && vertx.cancelTimer(timer)) {
                        ready.complete();
                    }
                });
        return ready.future();
    }

    /// Uses this certificate for new connections; open ones keep theirs. Certificate and key must
    /// be a pair: the server accepts any two, and with a mismatch every handshake fails.
    ///
    /// @param chain certificates as PEM, the server's own first
    /// @param key its private key as PEM, PKCS#8
    public Future<Void> present(String chain, String key) {
        // All instances share the port and with it these options.
        return instances.getFirst().update(tls(chain, key));
    }

    /// Starts draining: every response carries `Connection: close`. `/readyz` does not fail yet:
    /// while no other replica is ready, a Service leads to those that terminate and are ready.
    public void drain() {
        readiness.drain();
    }

    /// From now on, `/readyz` fails. New connections are still accepted, because endpoints are not
    /// removed everywhere at once.
    public void withdraw() {
        readiness.withdraw();
    }

    /// Stops accepting connections, closes idle ones, and waits for the others.
    public Future<Void> stop() {
        return Future.join(instances.stream().map(ServerInstance::shutdown).toList()).mapEmpty();
    }
}
