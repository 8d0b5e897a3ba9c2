package io.migrate.webhook.injection;

import io.migrate.webhook.policy.Layer;
import io.migrate.webhook.settings.Problem;

import java.util.List;

/// What the annotations and labels of a Pod ask for.
sealed interface OptIn {
    /// Nothing, or explicitly nothing.
    record Out(List<String> warnings) implements OptIn {
        public Out {
            warnings = List.copyOf(warnings);
        }
    }

    /// A migration.
    ///
    /// @param policies the names given, in order; empty if none is
    /// @param values what the other annotations set
    record In(List<String> policies, Layer values, List<String> warnings) implements OptIn {
        public In {
            policies = List.copyOf(policies);
            warnings = List.copyOf(warnings);
        }
    }

    /// Something that cannot be understood.
    record Wrong(List<Problem> problems) implements OptIn {
        public Wrong {
            problems = List.copyOf(problems);
        }
    }
}
