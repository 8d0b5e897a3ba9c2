package io.migrate.webhook.tls;

import java.util.Optional;

/// The source of the server's certificate, and its status.
public sealed interface Certificate extends AutoCloseable
        permits ClusterCertificate, MountedCertificate, SelfSigned {
    /// Installs identities in the running server.
    @FunctionalInterface
    interface IdentitySink {
        /// Replaces the server's identity. Returns once new connections use it.
        ///
        /// @throws RuntimeException if the server rejects it and keeps the previous one
        void install(Identity identity);
    }

    /// Starts a thread that keeps the certificate up to date. Until it installs the first identity,
    /// the server uses the one it was started with.
    void start(IdentitySink sink);

    /// Why the served certificate is invalid; empty if it is valid.
    Optional<String> invalid();

    /// Why clients do not trust the served certificate yet; empty if they do, or if distributing
    /// trust is not this program's task.
    Optional<String> untrusted();

    /// Expiry times and counters, for metrics.
    CertificateStats stats();

    @Override
    void close();
}
