package io.migrate.webhook.injection;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.record.StatusAnnotation;
import io.migrate.webhook.settings.Problem;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What happens to a Pod.
public sealed interface Verdict {
    /// Why.
    Reason reason();

    /// The Pod is admitted unchanged.
    record Untouched(Reason reason, List<String> warnings) implements Verdict {
        /// Copies the collections.
        public Untouched {
            warnings = List.copyOf(warnings);
        }
    }

    /// A migration is injected into the Pod.
    ///
    /// @param patch RFC 6902 operations, which apply to the Pod; empty if nothing is missing
    /// @param pod the Pod with the patch applied
    /// @param status what its status annotation says
    /// @param audit annotations for the API server's audit log
    record Injected(
            ArrayNode patch,
            ObjectNode pod,
            StatusAnnotation status,
            List<String> warnings,
            Map<String, String> audit)
            implements Verdict {
        /// Copies the collections.
        public Injected {
            warnings = List.copyOf(warnings);
            audit = Map.copyOf(audit);
        }

        @Override
        public Reason reason() {
            return patch.isEmpty() ? Reason.ALREADY_INJECTED : Reason.PATCHED;
        }
    }

    /// The Pod is refused because of all these problems.
    ///
    /// @param reason of the first problem
    record Refused(Reason reason, List<Problem> problems) implements Verdict {
        private static final int MOST = 100;

        /// Copies the collections.
        public Refused {
            problems = List.copyOf(problems);
        }

        /// Returns one line for each problem, up to a number that a person reads.
        public String message() {
            String lines =
                    problems.stream()
                            .limit(MOST)
                            .map(Problem::toString)
                            .collect(Collectors.joining("\n"));
            return problems.size() <= MOST
                    ? lines
                    : "%s\nand %d more".formatted(lines, problems.size() - MOST);
        }
    }
}
