package io.migrate.certs;

import java.time.Instant;

/// Where in a certificate's life an instant lies.
sealed interface Age {
    /// In the first two thirds.
    record Fresh(Instant until) implements Age {}

    /// Anywhere else.
    record Over(Renewal.Cause cause) implements Age {}

    static Age of(Validity life, Instant now) {
        if (now.isBefore(life.notBefore())) {
            return new Over(Renewal.Cause.NOT_YET_VALID);
        }
        if (now.isAfter(life.notAfter())) {
            return new Over(Renewal.Cause.EXPIRED);
        }
        return now.isBefore(life.renewAt())
                ? new Fresh(life.renewAt())
                : new Over(Renewal.Cause.DUE);
    }
}
