package io.migrate.webhook.injection;

import io.migrate.webhook.policy.Layer;
import io.migrate.webhook.settings.Problem;

import java.util.List;

/// What the annotations and labels of a Pod ask for.
sealed interface OptIn {
    /// No migration.
    record OptedOut(List<String> warnings) implements OptIn {
        /// Copies the collections.
        public OptedOut {
            warnings = List.copyOf(warnings);
        }
    }

    /// A migration.
    ///
    /// @param policies the names, in order; empty if the annotation is not set
    /// @param values that the other annotations set
    record OptedIn(List<String> policies, Layer values, List<String> warnings) implements OptIn {
        /// Copies the collections.
        public OptedIn {
            policies = List.copyOf(policies);
            warnings = List.copyOf(warnings);
        }
    }

    /// The annotations are invalid.
    record Invalid(List<Problem> problems) implements OptIn {
        /// Copies the collections.
        public Invalid {
            problems = List.copyOf(problems);
        }
    }
}
