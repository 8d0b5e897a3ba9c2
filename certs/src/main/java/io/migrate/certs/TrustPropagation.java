package io.migrate.certs;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Since when clients have been seen to trust which certificates.
///
/// @param since for each certificate that is trusted now
public record TrustPropagation(Map<X509Certificate, Instant> since) {
    /// Nothing has been seen.
    public static final TrustPropagation NONE = new TrustPropagation(Map.of());

    /// Keeps a copy.
    public TrustPropagation {
        since = Map.copyOf(since);
    }

    /// After another look. What was not trusted in between starts anew, and a clock that was set
    /// back makes nothing trusted in the future.
    ///
    /// @param trusted what all clients trust now
    public TrustPropagation observe(Collection<X509Certificate> trusted, Instant now) {
        var seen = new HashMap<X509Certificate, Instant>();
        for (X509Certificate each : trusted) {
            Instant first = since.getOrDefault(each, now);
            seen.put(each, first.isAfter(now) ? now : first);
        }
        return new TrustPropagation(seen);
    }

    /// When this certificate will have been trusted for so long; empty if it is not trusted now.
    Optional<Instant> trustedFor(Duration lead, X509Certificate certificate) {
        return Optional.ofNullable(since.get(certificate)).map(first -> first.plus(lead));
    }
}
