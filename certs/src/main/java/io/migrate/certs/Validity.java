package io.migrate.certs;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// The validity period of a certificate, both ends included, in whole seconds: X.509 has no smaller
/// unit (RFC 5280, 4.1.2.5).
///
/// @param notBefore the first instant of validity
/// @param notAfter the last instant of validity
public record Validity(Instant notBefore, Instant notAfter) {
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    /// Truncates both ends to seconds.
    ///
    /// @throws IllegalArgumentException if the start is not before the end
    public Validity {
        notBefore = notBefore.truncatedTo(ChronoUnit.SECONDS);
        notAfter = notAfter.truncatedTo(ChronoUnit.SECONDS);
        if (!notBefore.isBefore(notAfter)) {
            throw new IllegalArgumentException(
                    "a certificate cannot be valid from " + notBefore + " until " + notAfter);
        }
    }

    /// Returns the validity period of a certificate.
    public static Validity of(X509Certificate certificate) {
        return new Validity(
                certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant());
    }

    /// Starts before now, so that a peer whose clock is behind accepts the certificate too: by five
    /// minutes, or by a tenth of a short duration, so that the certificate is not due for renewal
    /// at once.
    static Validity startingAt(Instant now, Duration duration) {
        Duration tenth = duration.dividedBy(10);
        Duration skew = tenth.compareTo(CLOCK_SKEW) < 0 ? tenth : CLOCK_SKEW;
        return new Validity(now.minus(skew), now.plus(duration));
    }

    /// Returns the intersection with the other period.
    Validity within(Validity other) {
        return new Validity(
                notBefore.isBefore(other.notBefore) ? other.notBefore : notBefore,
                notAfter.isAfter(other.notAfter) ? other.notAfter : notAfter);
    }

    /// When to renew a certificate: after two thirds of its lifetime, which leaves the last third
    /// for retries.
    public Instant renewAt() {
        return notAfter.minus(Duration.between(notBefore, notAfter).dividedBy(3));
    }
}
