package io.migrate.certs;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Records since when clients have trusted each certificate.
///
/// @param since the start of trust, for each certificate that is trusted now
public record TrustPropagation(Map<X509Certificate, Instant> since) {
    /// No observations yet.
    public static final TrustPropagation NONE = new TrustPropagation(Map.of());

    /// Copies the map.
    public TrustPropagation {
        since = Map.copyOf(since);
    }

    /// Adds an observation. A certificate that lost trust in between starts over, and no start lies
    /// in the future after a clock was set back.
    ///
    /// @param trusted the certificates that all clients trust now
    public TrustPropagation observe(Collection<X509Certificate> trusted, Instant now) {
        var seen = new HashMap<X509Certificate, Instant>();
        for (X509Certificate each : trusted) {
            Instant first = since.getOrDefault(each, now);
            seen.put(each, first.isAfter(now) ? now : first);
        }
        return new TrustPropagation(seen);
    }

    /// When this certificate will have been trusted for the lead time; empty if it is not trusted
    /// now.
    Optional<Instant> trustedFor(Duration lead, X509Certificate certificate) {
        return Optional.ofNullable(since.get(certificate)).map(first -> first.plus(lead));
    }
}
