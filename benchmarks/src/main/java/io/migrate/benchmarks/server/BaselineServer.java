package io.migrate.benchmarks.server;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// The webhook's server without a webhook: it reads the body and returns a constant. Its throughput
/// is the limit that TLS and HTTP set.
///
/// ```
/// BaselineServer PORT TLS-DIR ANSWER
/// ```
final class BaselineServer extends VerticleBase {
    private static final int MAX_BODY = 8 * 1024 * 1024;

    private final int port;
    private final Path tls;
    private final Buffer answer;

    private BaselineServer(int port, Path tls, Buffer answer) {
        this.port = port;
        this.tls = tls;
        this.answer = answer;
    }

    static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        Path tls = Path.of(arguments[1]);
        Buffer answer = Buffer.buffer(Files.readAllBytes(Path.of(arguments[2])));
        int cores = Runtime.getRuntime().availableProcessors();
        Vertx.vertx()
                .deployVerticle(
                        () -> new BaselineServer(port, tls, answer),
                        new DeploymentOptions().setInstances(cores))
                .await();
    }

    @Override
    public Future<?> start() {
        Router router = Router.router(vertx);
        router.post("/mutate")
                .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY))
                .handler(ctx ->
                        ctx.response().putHeader("content-type", "application/json").end(answer));
        return vertx.createHttpServer(
                        new HttpServerOptions()
                                .setSsl(true)
                                .setSslEngineOptions(new OpenSSLEngineOptions())
                                .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
                                .setUseAlpn(false)
                                .setKeyCertOptions(
                                        new PemKeyCertOptions()
                                                .addCertPath(tls.resolve("tls.crt").toString())
                                                .addKeyPath(tls.resolve("tls.key").toString()))
                                .setIdleTimeout(120)
                                .setIdleTimeoutUnit(TimeUnit.SECONDS))
                .requestHandler(router)
                .listen(port, "127.0.0.1");
    }
}
