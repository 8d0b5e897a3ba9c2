package io.migrate.certs;

import java.time.Duration;

/// How long certificates live.
///
/// @param authority a generation of the authority
/// @param leaf a leaf, if its authority lives that long
/// @param lead how long before anything is signed with a new generation its clients must have been
///   told of it
public record Lifetimes(Duration authority, Duration leaf, Duration lead) {
    /// A year, a week, and five minutes for every API server to notice.
    public static final Lifetimes STANDARD =
            new Lifetimes(Duration.ofDays(365), Duration.ofDays(7), Duration.ofMinutes(5));

    /// Refuses terms under which something would expire while it waits for its successor: the last
    /// third of a life is what there is to wait in.
    ///
    /// @throws IllegalArgumentException if the lead is not below a third of the other two, or the
    ///   leaf outlives the authority
    public Lifetimes {
        if (lead.multipliedBy(3).compareTo(leaf) >= 0 || leaf.compareTo(authority) > 0) {
            throw new IllegalArgumentException(
                    "a leaf of "
                            + leaf
                            + " is not between three times "
                            + lead
                            + " and the authority's "
                            + authority);
        }
    }
}
