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
    /// @param generation of the newest one
    /// @param problems why the newest is not in force; empty if it is
    record InForce<P>(P policy, long generation, List<Problem> problems) implements Standing<P> {
        /// Copies what may change.
        public InForce {
            problems = List.copyOf(problems);
        }
    }

    /// It cannot be read, and never could.
    ///
    /// @param generation of the newest one
    record Broken<P>(long generation, List<Problem> problems) implements Standing<P> {
        /// Copies what may change.
        public Broken {
            problems = List.copyOf(problems);
        }
    }

    /// One that is good.
    static <P> Standing<P> of(P policy, long generation) {
        return new InForce<>(policy, generation, List.of());
    }

    /// The same after it became broken: the last good one stays in force.
    ///
    /// @param before what it was
    /// @param generation of the broken one
    static <P> Standing<P> broken(
            Optional<Standing<P>> before, long generation, List<Problem> problems) {
        return before.flatMap(Standing::inForce)
                .<Standing<P>>map(lastGood -> new InForce<>(lastGood, generation, problems))
                .orElseGet(() -> new Broken<>(generation, problems));
    }

    /// What is in force.
    default Optional<P> inForce() {
        return switch (this) {
            case InForce<P>(var policy, _, _) -> Optional.of(policy);
            case Broken<P> _ -> Optional.empty();
        };
    }

    /// The `metadata.generation` of the newest one.
    long generation();

    /// What is wrong with the newest one.
    List<Problem> problems();
}
