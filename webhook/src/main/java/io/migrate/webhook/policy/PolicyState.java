package io.migrate.webhook.policy;

import io.migrate.webhook.settings.Problem;

import java.util.List;
import java.util.Optional;

/// The state of a policy that exists.
///
/// @param <P> its kind
public sealed interface PolicyState<P> {
    /// A version of the policy is in force.
    ///
    /// @param policy the last valid version
    /// @param generation of the newest version
    /// @param problems why the newest version is not in force; empty if it is
    record Active<P>(P policy, long generation, List<Problem> problems) implements PolicyState<P> {
        /// Copies the collections.
        public Active {
            problems = List.copyOf(problems);
        }
    }

    /// The policy has never been valid.
    ///
    /// @param generation of the newest version
    record Invalid<P>(long generation, List<Problem> problems) implements PolicyState<P> {
        /// Copies the collections.
        public Invalid {
            problems = List.copyOf(problems);
        }
    }

    /// Returns the state of a valid policy.
    static <P> PolicyState<P> of(P policy, long generation) {
        return new Active<>(policy, generation, List.of());
    }

    /// Returns the state of a policy that has become invalid: its last valid version stays in
    /// force.
    ///
    /// @param before the state until now, if any
    /// @param generation of the invalid version
    static <P> PolicyState<P> broken(
            Optional<PolicyState<P>> before, long generation, List<Problem> problems) {
        return before.flatMap(PolicyState::inForce)
                .<PolicyState<P>>map(lastGood -> new Active<>(lastGood, generation, problems))
                .orElseGet(() -> new Invalid<>(generation, problems));
    }

    /// Returns the version in force.
    default Optional<P> inForce() {
        return switch (this) {
            case Active<P>(var policy, _, _) -> Optional.of(policy);
            case Invalid<P> _ -> Optional.empty();
        };
    }

    /// The `metadata.generation` of the newest version.
    long generation();

    /// What is wrong with the newest version.
    List<Problem> problems();
}
