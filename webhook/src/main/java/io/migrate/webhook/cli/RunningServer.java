package io.migrate.webhook.cli;

import io.migrate.webhook.admission.WebhookServer;
import io.migrate.webhook.tls.Certificate;
import io.vertx.core.Vertx;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// The running server, from listening to its end.
///
/// @param drain how long it goes on when it is told to end, until everybody knows
record RunningServer(Vertx vertx, WebhookServer server, Certificate certificate, Duration drain) {
    private static final Logger LOG = LoggerFactory.getLogger(RunningServer.class);
    private static final long PATIENCE_SECONDS = 15;

    /// Listens, and from then on keeps the certificate and warms up; neither is waited for.
    ///
    /// @return the port
    int start() {
        int port = server.start(vertx).await();
        server.warmUp(vertx);
        certificate.start(identity ->
                server.present(identity.chain(), identity.key())
                        .toCompletionStage()
                        .toCompletableFuture()
                        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                        .join());
        return port;
    }

    /// Ends without leaving a request unanswered: first everybody is told, then nobody is let in.
    void end() {
        LOG.atInfo().addKeyValue("seconds", drain.toSeconds()).log("draining");
        server.drain();
        try {
            Thread.sleep(drain);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        server.stop().await();
        certificate.close();
        vertx.close().await();
        LOG.info("ended");
    }
}
