package io.migrate.certs;

import java.time.Duration;

/// The lifetimes of certificates.
///
/// @param authority lifetime of a generation of the authority
/// @param leaf lifetime of a leaf, limited by that of its authority
/// @param lead how long clients must have trusted a new generation before it signs anything
public record Lifetimes(Duration authority, Duration leaf, Duration lead) {
    /// One year, one week, and five minutes for every API server to pick up a new generation.
    public static final Lifetimes STANDARD =
            new Lifetimes(Duration.ofDays(365), Duration.ofDays(7), Duration.ofMinutes(5));

    /// Rejects lifetimes that would let a certificate expire before its successor is trusted:
    /// renewal starts when a third of the lifetime remains.
    ///
    /// @throws IllegalArgumentException if the lead is not less than a third of the other two, or
    ///   the leaf outlives the authority
    public Lifetimes {
        if (lead.multipliedBy(3).compareTo(leaf) >= 0 || leaf.compareTo(authority) > 0) {
            throw new IllegalArgumentException(
                    "the leaf lifetime %s must be more than three times the lead %s and at most the authority lifetime %s"
                            .formatted(leaf, lead, authority));
        }
    }
}
