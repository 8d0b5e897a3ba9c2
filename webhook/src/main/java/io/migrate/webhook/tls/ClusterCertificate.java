package io.migrate.webhook.tls;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.migrate.certs.Authorities;
import io.migrate.certs.CertificateAuthority;
import io.migrate.certs.Leaf;
import io.migrate.certs.ParseResult;
import io.migrate.certs.Pem;
import io.migrate.certs.Renewal;
import io.migrate.certs.StoredAuthorities;
import io.migrate.certs.TrustPropagation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// The certificate of a replica in a cluster, managed as cert-manager does it: the replicas share
/// an authority in a Secret, each signs its own leaf in memory, and each keeps the bundle in the
/// webhook configurations up to date. There is no leader.
///
/// This class performs the actions that [Renewal] decides.
public final class ClusterCertificate implements Certificate {

    /// Watches report changes at once; this interval covers watches that stopped unnoticed.
    private static final Duration REFRESH_INTERVAL = Duration.ofSeconds(30);

    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(2);

    /// Bounds the steps of one run, in case other writers keep changing the objects.
    private static final int MAX_STEPS = 20;

    private final ClusterCertificateSettings settings;
    private final InstantSource clock;
    private final AuthoritySecret secret;
    private final CaBundles bundles;
    private final Ticker ticker = new Ticker("certificate", this::tick);

    private final RenewalLog log;
    private final AtomicBoolean changed = new AtomicBoolean(true);

    private IdentitySink sink;
    private TrustPropagation propagation = TrustPropagation.NONE;
    private Instant lastTick = Instant.MAX;
    private Instant refreshAt = Instant.MIN;
    private Instant decideAt = Instant.MIN;
    private Optional<Leaf> leaf = Optional.empty();
    private volatile Optional<Identity> served = Optional.empty();
    private volatile Optional<String> untrusted = Optional.of("no certificate is served yet");
    private volatile Optional<Instant> authorityExpiry = Optional.empty();
    private final AtomicLong repairs = new AtomicLong();

    /// Creates the certificate; [#start] starts its maintenance.
    public ClusterCertificate(
            KubernetesClient client, ClusterCertificateSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.log = new RenewalLog(settings.namespace() + "/" + settings.secret());
        this.secret =
                new AuthoritySecret(
                        client, settings.namespace(), settings.secret(), this::onChange);
        this.bundles =
                new CaBundles(client, settings.mutating(), settings.validating(), this::onChange);
    }

    private void onChange() {
        changed.set(true);
        ticker.runNow();
    }

    @Override
    public void start(IdentitySink sink) {
        this.sink = sink;
        secret.start();
        bundles.start();
        ticker.start();
    }

    private void tick() {
        Instant now = clock.instant();
        boolean clockWasSetBack = now.isBefore(lastTick);
        lastTick = now;
        boolean refresh = clockWasSetBack || !now.isBefore(refreshAt);
        if (!changed.getAndSet(false) && !refresh && now.isBefore(decideAt)) {
            return;
        }
        try {
            if (refresh) {
                refreshAt = now.plus(RETRY_INTERVAL);
                secret.refresh();
                bundles.refresh();
                refreshAt = now.plus(REFRESH_INTERVAL);
            }
            reconcile(now);
            repair(now);
            log.requestsSucceeded();
        } catch (KubernetesClientException e) {
            refreshAt = now.plus(RETRY_INTERVAL);
            log.requestFailed(String.valueOf(e.getMessage()));
        }
        untrusted = leaf.flatMap(each -> bundles.missing(each.chain().getLast()));
    }

    private void reconcile(Instant now) {
        for (int i = 0; i < MAX_STEPS; i++) {
            propagation = propagation.observe(bundles.trusted(), now);
            var observed = secret.observed();
            var input = new Renewal.Input(observed.entries(), leaf, propagation, now);
            switch (Renewal.decide(input, settings.lifetimes())) {
                case Renewal.WaitUntil(Instant instant) -> {
                    decideAt = instant;
                    return;
                }
                case Renewal.Store(Authorities authorities, Renewal.Reason reason) -> {
                    if (secret.write(authorities, observed)) {
                        log.authorityStored(reason, authorities);
                    }
                }
                case Renewal.SignLeaf(CertificateAuthority authority, Renewal.Cause cause) ->
                        serve(
                                authority.issue(settings.names(), now, settings.lifetimes().leaf()),
                                cause);
            }
        }
        decideAt = now;
    }

    private void serve(Leaf next, Renewal.Cause cause) {
        Identity identity = Identity.of(next);
        sink.install(identity);
        leaf = Optional.of(next);
        served = Optional.of(identity);
        authorityExpiry = Optional.of(next.chain().getLast().getNotAfter().toInstant());
        log.leafSigned(cause, next);
    }

    /// Writes the stored bundle into the configurations. It reads all objects again first, because
    /// a bundle that looks overwritten may be newer than the cached Secret.
    private void repair(Instant now) {
        if (differing().isEmpty()) {
            return;
        }
        secret.refresh();
        bundles.refresh();
        for (WebhookConfiguration<?> each : differing()) {
            each.apply(bundle());
            repairs.incrementAndGet();
            log.bundleWritten(each.name());
        }
        propagation = propagation.observe(bundles.trusted(), now);
        decideAt = now;
    }

    private List<WebhookConfiguration<?>> differing() {
        String bundle = bundle();
        return bundle.isEmpty() ? List.of() : bundles.differingFrom(bundle);
    }

    /// The PEM bundle that clients must trust; empty if the stored authority is unusable.
    private String bundle() {
        return switch (StoredAuthorities.read(secret.observed().entries(), lastTick)) {
            case ParseResult.Usable<Authorities>(var authorities) ->
                    Pem.write(authorities.bundle());
            case ParseResult.Unusable<Authorities> _ -> "";
        };
    }

    @Override
    public Optional<String> invalid() {
        return served.map(identity -> identity.invalidAt(clock.instant()))
                .orElseGet(() -> Optional.of(("none yet. " + log.failure()).strip()));
    }

    @Override
    public Optional<String> untrusted() {
        return untrusted;
    }

    @Override
    public CertificateStats stats() {
        return new CertificateStats(served.map(Identity::notAfter), authorityExpiry, repairs.get());
    }

    @Override
    public void close() {
        ticker.close();
        secret.close();
        bundles.close();
    }
}
