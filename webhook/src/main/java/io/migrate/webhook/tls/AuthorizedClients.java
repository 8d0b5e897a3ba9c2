package io.migrate.webhook.tls;

import io.migrate.certs.ClientAuthorities;
import io.migrate.certs.ParseResult;
import io.migrate.certs.Pem;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The clients that may send reviews: those with a certificate that an authority in a file signed.
/// The file is read every second. Without certificates in it, it never replaces a valid one.
public final class AuthorizedClients implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuthorizedClients.class);

    /// An API server sends many reviews with one certificate.
    private static final Duration VERIFIED_FOR = Duration.ofMinutes(1);

    private static final int MAX_VERIFIED = 100;
    private static final int MAX_SENTENCE = 500;

    private final Path file;
    private final Set<String> names;
    private final InstantSource clock;
    private final Ticker ticker = new Ticker("client-authorities", this::refresh);

    private String last = "";
    private volatile Optional<Trust> trust = Optional.empty();
    private volatile String problem = "";

    /// What one version of the file says.
    ///
    /// @param verified when chains were verified; only those of trusted clients, of whom there are
    ///   few
    private record Trust(
            ClientAuthorities authorities, Map<List<X509Certificate>, Instant> verified) {}

    /// @param file certificates of authorities as PEM
    /// @param names of which a client's certificate must have one, as common name or subject
    ///   alternative name; any name suffices if empty
    public AuthorizedClients(Path file, Set<String> names, InstantSource clock) {
        this.file = file;
        this.names = Set.copyOf(names);
        this.clock = clock;
    }

    /// Reads the file now, and from then on every second.
    public void start() {
        refresh();
        ticker.start();
    }

    private void refresh() {
        try {
            String text = Files.readString(file);
            if (text.equals(last)) {
                return;
            }
            switch (Pem.readCertificates(text)) {
                case ParseResult.Usable<List<X509Certificate>>(var read) -> use(read);
                case ParseResult.Unusable<List<X509Certificate>>(var why) ->
                        reportProblem(why.sentence());
            }
            last = text;
        } catch (IOException e) {
            reportProblem("cannot be read: " + e);
        }
    }

    private void use(List<X509Certificate> authorities) {
        trust =
                Optional.of(
                        new Trust(new ClientAuthorities(authorities), new ConcurrentHashMap<>()));
        problem = "";
        for (X509Certificate each : authorities) {
            LOG.atInfo()
                    .addKeyValue("file", file)
                    .addKeyValue("authority", ClientAuthorities.subjectOf(each))
                    .addKeyValue("notAfter", each.getNotAfter().toInstant())
                    .log("client authority");
        }
    }

    private void reportProblem(String what) {
        if (!what.equals(problem)) {
            problem = what;
            LOG.atWarn()
                    .addKeyValue("file", file)
                    .addKeyValue("reason", what)
                    .log(
                            trust.isPresent()
                                    ? "keeping the previous client authorities"
                                    : "no client authorities: reviews are refused");
        }
    }

    /// Why no client is trusted yet; empty once the file was valid.
    public Optional<String> missing() {
        return trust.isPresent()
                ? Optional.empty()
                : Optional.of("none in " + file + ": " + problem);
    }

    /// Returns why a client is refused, one sentence without a full stop; empty if it is not.
    ///
    /// @param chain what the client presented, its own certificate first; empty if nothing. The
    ///   client must have proved that it has the key.
    public Optional<String> refusal(List<X509Certificate> chain) {
        Optional<Trust> current = trust;
        if (current.isEmpty()) {
            return refused("no authority has been read from --client-ca-file yet");
        }
        if (chain.isEmpty()) {
            return refused(
                    "none was presented. Configure the API server to present one"
                            + " (--admission-control-config-file), or start the webhook without"
                            + " --client-ca-file");
        }
        return untrusted(current.get(), chain).or(() -> misnamed(chain.getFirst()));
    }

    private Optional<String> untrusted(Trust current, List<X509Certificate> chain) {
        Instant now = clock.instant();
        Instant before = current.verified().get(chain);
        if (before != null && !now.isBefore(before) && now.isBefore(before.plus(VERIFIED_FOR))) {
            return Optional.empty();
        }
        var found = current.authorities().problem(chain, now);
        if (found.isEmpty()) {
            if (current.verified().size() >= MAX_VERIFIED) {
                current.verified().clear();
            }
            if (current.verified().put(chain, now) == null) {
                LOG.atInfo()
                        .addKeyValue(
                                "names",
                                String.join(", ", ClientAuthorities.namesOf(chain.getFirst())))
                        .log("trusted client");
            }
        }
        return found.flatMap(each -> refused(each.sentence()));
    }

    private Optional<String> misnamed(X509Certificate client) {
        Set<String> own = ClientAuthorities.namesOf(client);
        return names.isEmpty() || own.stream().anyMatch(names::contains)
                ? Optional.empty()
                : refused(
                        "its name must be one of --client-name, and its names are "
                                + String.join(", ", own));
    }

    /// Names in certificates are chosen by clients.
    private static Optional<String> refused(String why) {
        String plain = ("client certificate refused: " + why).replaceAll("\\p{Cntrl}", "?");
        return Optional.of(
                plain.length() <= MAX_SENTENCE ? plain : plain.substring(0, MAX_SENTENCE) + "…");
    }

    @Override
    public void close() {
        ticker.close();
    }
}
