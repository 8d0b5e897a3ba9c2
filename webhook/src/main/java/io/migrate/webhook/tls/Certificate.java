package io.migrate.webhook.tls;

import java.util.Optional;

/// Where the server's certificate comes from, and how it stands with it.
public sealed interface Certificate extends AutoCloseable
        permits ClusterCertificate, MountedCertificate, SelfSigned {
    /// Puts an identity into the running server.
    @FunctionalInterface
    interface IdentitySink {
        /// Returns once new connections get it.
        ///
        /// @throws RuntimeException if the server does not take it; it keeps the one before
        void present(Identity identity);
    }

    /// Begins to keep it up to date, from a thread of its own. Until the first identity is there
    /// the server shows whatever it was started with.
    void keep(IdentitySink presenter);

    /// Why clients cannot take what is served now; empty if they can.
    Optional<String> invalid();

    /// Why clients do not trust what is served yet; empty if they do, or if making them trust it is
    /// somebody else's business.
    Optional<String> untrusted();

    /// The same in numbers.
    CertificateStats vitals();

    @Override
    void close();
}
