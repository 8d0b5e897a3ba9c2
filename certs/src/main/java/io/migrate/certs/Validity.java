package io.migrate.certs;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// From when until when a certificate is valid, both ends included, in whole seconds: X.509 has no
/// smaller unit (RFC 5280, 4.1.2.5).
///
/// @param notBefore the first instant of validity
/// @param notAfter the last instant of validity
public record Validity(Instant notBefore, Instant notAfter) {
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    /// Cuts both ends down to seconds.
    ///
    /// @throws IllegalArgumentException if nothing lies between them
    public Validity {
        notBefore = notBefore.truncatedTo(ChronoUnit.SECONDS);
        notAfter = notAfter.truncatedTo(ChronoUnit.SECONDS);
        if (!notBefore.isBefore(notAfter)) {
            throw new IllegalArgumentException(
                    "a certificate cannot be valid from " + notBefore + " until " + notAfter);
        }
    }

    /// The lifetime that a certificate states.
    public static Validity of(X509Certificate certificate) {
        return new Validity(
                certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant());
    }

    /// Begins before now, so that a peer whose clock is behind takes the certificate too: five
    /// minutes, or a tenth of a short validity, which would otherwise be due when it begins.
    static Validity startingAt(Instant now, Duration validity) {
        Duration tenth = validity.dividedBy(10);
        Duration skew = tenth.compareTo(CLOCK_SKEW) < 0 ? tenth : CLOCK_SKEW;
        return new Validity(now.minus(skew), now.plus(validity));
    }

    /// The part of this lifetime that lies in the other one.
    Validity within(Validity other) {
        return new Validity(
                notBefore.isBefore(other.notBefore) ? other.notBefore : notBefore,
                notAfter.isAfter(other.notAfter) ? other.notAfter : notAfter);
    }

    /// When a certificate is to be replaced: at two thirds of its life, so that the last third is
    /// there for whatever keeps it from being replaced.
    public Instant renewAt() {
        return notAfter.minus(Duration.between(notBefore, notAfter).dividedBy(3));
    }
}
