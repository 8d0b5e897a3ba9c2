package io.migrate.webhook.tls;

import java.time.Instant;
import java.util.Optional;

/// How it stands with the certificate, in numbers.
///
/// @param leaf when what is served expires; empty while nothing is
/// @param authority when what signed it expires; empty if that is not known here
/// @param repairs how often a `caBundle` was written
public record CertificateStats(Optional<Instant> leaf, Optional<Instant> authority, long repairs) {}
