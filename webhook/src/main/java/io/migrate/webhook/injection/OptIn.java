package io.migrate.webhook.injection;

import io.migrate.webhook.policy.Layer;
import io.migrate.webhook.settings.Problem;

import java.util.List;

/// What the annotations and labels of a Pod ask for.
sealed interface OptIn {
    /// Nothing, or explicitly nothing.
    record OptedOut(List<String> warnings) implements OptIn {
        public OptedOut {
            warnings = List.copyOf(warnings);
        }
    }

    /// A migration.
    ///
    /// @param policies the names given, in order; empty if none is
    /// @param values what the other annotations set
    record OptedIn(List<String> policies, Layer values, List<String> warnings) implements OptIn {
        public OptedIn {
            policies = List.copyOf(policies);
            warnings = List.copyOf(warnings);
        }
    }

    /// Something that cannot be understood.
    record Invalid(List<Problem> problems) implements OptIn {
        public Invalid {
            problems = List.copyOf(problems);
        }
    }
}
