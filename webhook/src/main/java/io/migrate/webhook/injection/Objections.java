package io.migrate.webhook.injection;

import io.migrate.webhook.settings.Problem;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The problems that one step of a decision found.
///
/// @param reason of this step
/// @param problems empty if the step does not object
record Objections(Reason reason, List<Problem> problems) {
    Objections {
        problems = List.copyOf(problems);
    }

    /// Returns the refusal for all problems of these steps, with the reason of the first step that
    /// has any; empty if no step objects.
    static Optional<Verdict> refusal(Objections... steps) {
        for (Objections first : steps) {
            if (!first.problems().isEmpty()) {
                return Optional.of(
                        new Verdict.Refused(
                                first.reason(),
                                Stream.of(steps)
                                        .flatMap(each -> each.problems().stream())
                                        .toList()));
            }
        }
        return Optional.empty();
    }
}
