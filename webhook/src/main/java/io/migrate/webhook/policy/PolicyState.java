package io.migrate.webhook.policy;

import io.migrate.webhook.settings.Problem;

import java.util.List;
import java.util.Optional;

/// A policy that is there, as far as it can be read.
///
/// @param <P> its kind
public sealed interface PolicyState<P> {
    /// It is in force.
    ///
    /// @param policy the last good one
    /// @param generation of the newest one
    /// @param problems why the newest is not in force; empty if it is
    record Active<P>(P policy, long generation, List<Problem> problems) implements PolicyState<P> {
        /// Copies what may change.
        public Active {
            problems = List.copyOf(problems);
        }
    }

    /// It cannot be read, and never could.
    ///
    /// @param generation of the newest one
    record Invalid<P>(long generation, List<Problem> problems) implements PolicyState<P> {
        /// Copies what may change.
        public Invalid {
            problems = List.copyOf(problems);
        }
    }

    /// One that is good.
    static <P> PolicyState<P> of(P policy, long generation) {
        return new Active<>(policy, generation, List.of());
    }

    /// The same after it became broken: the last good one stays in force.
    ///
    /// @param before what it was
    /// @param generation of the broken one
    static <P> PolicyState<P> broken(
            Optional<PolicyState<P>> before, long generation, List<Problem> problems) {
        return before.flatMap(PolicyState::inForce)
                .<PolicyState<P>>map(lastGood -> new Active<>(lastGood, generation, problems))
                .orElseGet(() -> new Invalid<>(generation, problems));
    }

    /// What is in force.
    default Optional<P> inForce() {
        return switch (this) {
            case Active<P>(var policy, _, _) -> Optional.of(policy);
            case Invalid<P> _ -> Optional.empty();
        };
    }

    /// The `metadata.generation` of the newest one.
    long generation();

    /// What is wrong with the newest one.
    List<Problem> problems();
}
