package io.migrate.webhook.admission;

import java.security.cert.X509Certificate;
import java.util.List;

/// Decides which clients may send reviews, by their certificates.
@FunctionalInterface
public interface ClientPolicy {
    /// What happens to the reviews of a client.
    sealed interface Decision {
        /// They are answered.
        record Admitted() implements Decision {}

        /// They are answered, and the log says why they should not be.
        ///
        /// @param reason one sentence without a full stop
        record Reported(String reason) implements Decision {}

        /// They are answered with 403.
        ///
        /// @param reason one sentence without a full stop
        record Refused(String reason) implements Decision {}
    }

    /// Decides about a client.
    ///
    /// @param chain what the client presented, its own certificate first; empty if nothing. The
    ///   client has proved that it has the key, and nothing else was checked.
    Decision decide(List<X509Certificate> chain);
}
