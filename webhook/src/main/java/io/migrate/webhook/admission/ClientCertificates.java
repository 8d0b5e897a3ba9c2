package io.migrate.webhook.admission;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.vertx.core.net.TrustOptions;
import io.vertx.ext.web.RoutingContext;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/// Refuses the reviews of clients that a policy does not allow, with 403, before their body is
/// read.
///
/// The handshake accepts any certificate, or none: kubelet's probes present none, and only a
/// response can tell the reader of an API server's message what is wrong.
final class ClientCertificates {
    private static final Logger LOG = LoggerFactory.getLogger(ClientCertificates.class);

    /// Any Pod can cause refusals, and must not fill the log with them.
    private static final long LOG_NANOS = Duration.ofSeconds(10).toNanos();

    private final Optional<ClientPolicy> policy;
    private final Consumer<ReviewResult> meter;
    private final AtomicLong unlogged = new AtomicLong();
    private final AtomicLong nextLine = new AtomicLong(System.nanoTime());

    /// @param policy empty if everybody may send reviews
    /// @param meter receives a result for every refusal
    ClientCertificates(Optional<ClientPolicy> policy, Consumer<ReviewResult> meter) {
        this.policy = policy;
        this.meter = meter;
    }

    /// Returns what the handshake does with certificates: it asks for one, names no authority, as
    /// some clients then present none, and leaves the decision to [#require].
    static TrustOptions anyCertificate() {
        return TrustOptions.wrap(InsecureTrustManagerFactory.INSTANCE.getTrustManagers()[0]);
    }

    void require(RoutingContext ctx, Endpoint endpoint) {
        ClientPolicy.Decision decision =
                policy.map(each -> each.decide(chain(ctx.request().sslSession())))
                        .orElseGet(ClientPolicy.Decision.Admitted::new);
        switch (decision) {
            case ClientPolicy.Decision.Admitted() -> ctx.next();
            case ClientPolicy.Decision.Reported(String reason) -> {
                log(ctx, "clients would be refused", reason);
                ctx.next();
            }
            case ClientPolicy.Decision.Refused(String reason) -> {
                meter.accept(ReviewResult.failed(endpoint, "client-refused", Duration.ZERO));
                log(ctx, "clients refused", reason);
                HttpResponse.failure(403, reason).send(ctx.request());
            }
        }
    }

    private static List<X509Certificate> chain(SSLSession session) {
        try {
            return Stream.of(session.getPeerCertificates())
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (SSLPeerUnverifiedException _) {
            return List.of();
        }
    }

    private void log(RoutingContext ctx, String message, String reason) {
        unlogged.incrementAndGet();
        long now = System.nanoTime();
        long next = nextLine.get();
        if (now - next >= 0 && nextLine.compareAndSet(next, now + LOG_NANOS)) {
            LOG.atWarn()
                    .addKeyValue("address", ctx.request().remoteAddress().hostAddress())
                    .addKeyValue("reason", reason)
                    .addKeyValue("count", unlogged.getAndSet(0))
                    .log(message);
        }
    }
}
