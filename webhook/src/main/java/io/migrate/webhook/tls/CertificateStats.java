package io.migrate.webhook.tls;

import java.time.Instant;
import java.util.Optional;

/// Figures about the certificate.
///
/// @param leaf expiry of the served certificate; empty while there is none
/// @param authority expiry of the authority that signed it; empty if unknown
/// @param repairs how often a `caBundle` was written
public record CertificateStats(Optional<Instant> leaf, Optional<Instant> authority, long repairs) {}
