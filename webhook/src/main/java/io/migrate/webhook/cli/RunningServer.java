package io.migrate.webhook.cli;

import io.migrate.webhook.admission.WebhookServer;
import io.migrate.webhook.tls.Certificate;
import io.vertx.core.Vertx;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/// The server, from startup to shutdown.
///
/// @param drain how long it keeps serving after SIGTERM
record RunningServer(Vertx vertx, WebhookServer server, Certificate certificate, Drain drain) {
    private static final Logger LOG = LoggerFactory.getLogger(RunningServer.class);
    private static final long PATIENCE_SECONDS = 15;

    /// Starts listening, and starts renewing the certificate and warming up, without waiting for
    /// either. Logs when the server is ready, and how long after the start of the process that is.
    ///
    /// @return the port
    int start() {
        int port = server.start(vertx).await();
        server.warmUp(vertx);
        server.ready(vertx)
                .onSuccess(_ ->
                        LOG.atInfo()
                                .addKeyValue(
                                        "millis", ManagementFactory.getRuntimeMXBean().getUptime())
                                .log("ready"));
        certificate.start(identity ->
                server.present(identity.chain(), identity.key())
                        .toCompletionStage()
                        .toCompletableFuture()
                        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                        .join());
        return port;
    }

    /// Shuts down without dropping a request: drains first, then stops listening.
    void end() {
        LOG.atInfo().addKeyValue("seconds", drain.whole().toSeconds()).log("draining");
        server.drain();
        try {
            Thread.sleep(drain.ready());
            server.withdraw();
            Thread.sleep(drain.unready());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        server.stop().await();
        certificate.close();
        vertx.close().await();
        LOG.info("ended");
    }
}
