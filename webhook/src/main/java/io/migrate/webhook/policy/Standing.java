package io.migrate.webhook.policy;

import java.util.List;
import java.util.Optional;

/// A policy that is there, as far as it can be read.
///
/// @param <P> its kind
public sealed interface Standing<P> {
    /// It is in force.
    ///
    /// @param policy the last good one
    /// @param problems why a newer one is not in force; empty if this is the newest
    record InForce<P>(P policy, List<Problem> problems) implements Standing<P> {
        /// Copies what may change.
        public InForce {
            problems = List.copyOf(problems);
        }
    }

    /// It cannot be read, and never could.
    record Broken<P>(List<Problem> problems) implements Standing<P> {
        /// Copies what may change.
        public Broken {
            problems = List.copyOf(problems);
        }
    }

    /// One that is good.
    static <P> Standing<P> of(P policy) {
        return new InForce<>(policy, List.of());
    }

    /// The same after it became broken: the last good one stays in force.
    ///
    /// @param before what it was
    static <P> Standing<P> broken(Optional<Standing<P>> before, List<Problem> problems) {
        return before.flatMap(Standing::inForce)
                .<Standing<P>>map(lastGood -> new InForce<>(lastGood, problems))
                .orElseGet(() -> new Broken<>(problems));
    }

    /// What is in force.
    default Optional<P> inForce() {
        return switch (this) {
            case InForce<P>(var policy, _) -> Optional.of(policy);
            case Broken<P> _ -> Optional.empty();
        };
    }

    /// What is wrong with the newest one.
    List<Problem> problems();
}
