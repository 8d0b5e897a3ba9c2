package io.migrate.webhook.tls;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.migrate.certs.Authorities;
import io.migrate.certs.CertificateAuthority;
import io.migrate.certs.Leaf;
import io.migrate.certs.Lifetimes;
import io.migrate.certs.ParseResult;
import io.migrate.certs.Pem;
import io.migrate.certs.Renewal;
import io.migrate.certs.StoredAuthorities;
import io.migrate.certs.TrustPropagation;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// The certificate of a replica in a cluster, in cert-manager's manner: the replicas share an
/// authority in a Secret, each signs its own leaf in memory, and each keeps the bundle in the
/// webhook configurations true. None of them leads.
///
/// This is a shell: what is to be done is decided by [Renewal].
public final class ClusterCertificate implements Certificate {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterCertificate.class);

    /// Watches tell at once. This is for those that have gone deaf.
    private static final Duration LOOK_EVERY = Duration.ofSeconds(30);

    private static final Duration RETRY = Duration.ofSeconds(2);

    /// More than that without an end is others who keep changing things. The next second is soon.
    private static final int MAX_STEPS = 20;

    private final Settings settings;
    private final InstantSource clock;
    private final AuthoritySecret secret;
    private final CaBundles bundles;
    private final Ticker ticker = new Ticker("certificate", this::tick);

    private final AtomicBoolean changed = new AtomicBoolean(true);

    private IdentitySink presenter;
    private TrustPropagation propagation = TrustPropagation.NONE;
    private Instant before = Instant.MAX;
    private Instant lookAt = Instant.MIN;
    private Instant decideAt = Instant.MIN;
    private Optional<Leaf> leaf = Optional.empty();
    private volatile Optional<Identity> served = Optional.empty();
    private volatile Optional<String> untrusted = Optional.of("nothing is served yet");
    private volatile String trouble = "";
    private volatile Optional<Instant> authorityEnds = Optional.empty();
    private final AtomicLong repairs = new AtomicLong();

    /// Where things are.
    ///
    /// @param namespace that of the Secret
    /// @param secret the Secret with the authority
    /// @param mutating the MutatingWebhookConfiguration, whose entries are kept true
    /// @param validating the ValidatingWebhookConfiguration, likewise; it may be missing
    /// @param names DNS names and IP addresses under which the server is called, at least one
    /// @param terms how long what lives
    public record Settings(
            String namespace,
            String secret,
            String mutating,
            String validating,
            List<String> names,
            Lifetimes lifetimes) {
        /// The standard terms and configurations.
        public static Settings of(String namespace, String secret, List<String> names) {
            return new Settings(
                    namespace,
                    secret,
                    "migrate-io-injector",
                    "migrate-io-workloads",
                    names,
                    Lifetimes.STANDARD);
        }
    }

    /// Does nothing yet.
    public ClusterCertificate(KubernetesClient client, Settings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.secret =
                new AuthoritySecret(client, settings.namespace(), settings.secret(), this::changed);
        this.bundles =
                new CaBundles(client, settings.mutating(), settings.validating(), this::changed);
    }

    private void changed() {
        changed.set(true);
        ticker.nudge();
    }

    @Override
    public void keep(IdentitySink presenter) {
        this.presenter = presenter;
        secret.start();
        bundles.start();
        ticker.start();
    }

    private void tick() {
        Instant now = clock.instant();
        boolean clockWasSetBack = now.isBefore(before);
        before = now;
        boolean look = clockWasSetBack || !now.isBefore(lookAt);
        if (!changed.getAndSet(false) && !look && now.isBefore(decideAt)) {
            return;
        }
        try {
            if (look) {
                lookAt = now.plus(RETRY);
                secret.look();
                bundles.look();
                lookAt = now.plus(LOOK_EVERY);
            }
            settle(now);
            repair(now);
            trouble = "";
        } catch (KubernetesClientException e) {
            lookAt = now.plus(RETRY);
            complain(e.getMessage());
        }
        untrusted = leaf.flatMap(each -> bundles.missing(each.chain().getLast()));
    }

    private void settle(Instant now) {
        for (int i = 0; i < MAX_STEPS; i++) {
            propagation = propagation.observe(bundles.trusted(), now);
            var seen = secret.seen();
            var situation = new Renewal.Input(seen.texts(), leaf, propagation, now);
            switch (Renewal.decide(situation, settings.lifetimes())) {
                case Renewal.WaitUntil(Instant instant) -> {
                    decideAt = instant;
                    return;
                }
                case Renewal.Store(Authorities authorities, Renewal.Reason reason) -> {
                    if (secret.write(authorities, seen)) {
                        log(reason, authorities);
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
        presenter.present(identity);
        leaf = Optional.of(next);
        served = Optional.of(identity);
        authorityEnds = Optional.of(next.chain().getLast().getNotAfter().toInstant());
        LOG.atInfo().addKeyValue("cause", cause).addKeyValue("leaf", next).log("certificate");
    }

    /// Puts the stored bundle into the configurations. Before it writes it looks, since what it
    /// takes for an overwritten bundle may be a newer one, and its own idea of the Secret old.
    private void repair(Instant now) {
        if (differing().isEmpty()) {
            return;
        }
        secret.look();
        bundles.look();
        for (WebhookConfiguration<?> each : differing()) {
            each.apply(bundle());
            repairs.incrementAndGet();
            LOG.atInfo().addKeyValue("configuration", each.name()).log("caBundle written");
        }
        propagation = propagation.observe(bundles.trusted(), now);
        decideAt = now;
    }

    private List<WebhookConfiguration<?>> differing() {
        String bundle = bundle();
        return bundle.isEmpty() ? List.of() : bundles.otherThan(bundle);
    }

    /// What clients are to trust; empty if what is stored is of no use.
    private String bundle() {
        return switch (StoredAuthorities.read(secret.seen().texts(), before)) {
            case ParseResult.Usable<Authorities>(var authorities) ->
                    Pem.write(authorities.bundle());
            case ParseResult.Unusable<Authorities> _ -> "";
        };
    }

    private void log(Renewal.Reason reason, Authorities authorities) {
        var line =
                switch (reason) {
                    case Renewal.Reason.Created(var problem) ->
                            LOG.atWarn().addKeyValue("reason", problem.sentence());
                    case Renewal.Reason.NextPublished _ ->
                            LOG.atInfo().addKeyValue("reason", "the next one is announced");
                    case Renewal.Reason.NextPromoted _ ->
                            LOG.atInfo().addKeyValue("reason", "the next one signs from now on");
                    case Renewal.Reason.BundleUpdated _ ->
                            LOG.atInfo().addKeyValue("reason", "the bundle is tidied");
                };
        line.addKeyValue("signing", authorities.signing())
                .addKeyValue("secret", settings.namespace() + "/" + settings.secret())
                .log("authority stored");
    }

    private void complain(String what) {
        if (!what.equals(trouble)) {
            trouble = what;
            LOG.atWarn().addKeyValue("reason", what).log("the API server does not help");
        }
    }

    @Override
    public Optional<String> invalid() {
        return served.map(identity -> identity.invalidAt(clock.instant()))
                .orElseGet(() -> Optional.of(("none yet. " + trouble).strip()));
    }

    @Override
    public Optional<String> untrusted() {
        return untrusted;
    }

    @Override
    public CertificateStats vitals() {
        return new CertificateStats(served.map(Identity::notAfter), authorityEnds, repairs.get());
    }

    @Override
    public void close() {
        ticker.close();
        secret.close();
        bundles.close();
    }
}
