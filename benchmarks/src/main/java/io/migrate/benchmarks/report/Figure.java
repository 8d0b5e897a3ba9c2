package io.migrate.benchmarks.report;

import java.util.Optional;
import java.util.OptionalDouble;

/// One thing that was measured.
///
/// @param name what, with the part that measured it in front: `migrator/up-to-date/40`
/// @param unit of the value: `ms`, `MiB`, `1/s`, …
/// @param peer what it is compared with, measured in the same run
/// @param aim what it was to reach
public record Figure(
        String name, Sample value, String unit, Optional<Peer> peer, Optional<Aim> aim) {
    /// What does the same, and how it fared.
    ///
    /// @param value in the unit of the figure
    public record Peer(String name, Sample value) {}

    /// A figure that is compared with nothing and has no aim.
    public static Figure of(String name, Sample value, String unit) {
        return new Figure(name, value, unit, Optional.empty(), Optional.empty());
    }

    /// The same beside a peer.
    public Figure against(String peer, Sample its) {
        return new Figure(name, value, unit, Optional.of(new Peer(peer, its)), aim);
    }

    /// The same with what it was to reach.
    public Figure aiming(Aim wanted) {
        return new Figure(name, value, unit, peer, Optional.of(wanted));
    }

    /// The value in relation to the peer's; empty also where that is 0.
    public OptionalDouble ratio() {
        return peer.isEmpty() || peer.get().value().median() == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(value.median() / peer.get().value().median());
    }
}
