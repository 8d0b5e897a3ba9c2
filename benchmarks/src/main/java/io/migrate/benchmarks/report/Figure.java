package io.migrate.benchmarks.report;

import java.util.Optional;
import java.util.OptionalDouble;

/// A measured figure.
///
/// @param name starts with the name of the part: `migrator/up-to-date/40`
/// @param unit of the value: `ms`, `MiB`, `1/s`, …
/// @param peer the comparison, measured in the same run
/// @param aim the goal
public record Figure(
        String name, Sample value, String unit, Optional<Peer> peer, Optional<Aim> aim) {
    /// A program that does the same work, and its value.
    ///
    /// @param value in the unit of the figure
    public record Peer(String name, Sample value) {}

    /// Returns a figure without comparison and aim.
    public static Figure of(String name, Sample value, String unit) {
        return new Figure(name, value, unit, Optional.empty(), Optional.empty());
    }

    /// Adds a comparison.
    public Figure against(String peer, Sample own) {
        return new Figure(name, value, unit, Optional.of(new Peer(peer, own)), aim);
    }

    /// Adds an aim.
    public Figure aiming(Aim wanted) {
        return new Figure(name, value, unit, peer, Optional.of(wanted));
    }

    /// The ratio of the value to the peer's; empty without a peer or if its value is 0.
    public OptionalDouble ratio() {
        return peer.isEmpty() || peer.get().value().median() == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(value.median() / peer.get().value().median());
    }
}
