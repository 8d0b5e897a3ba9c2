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
        List<Objections> raised =
                Stream.of(steps).filter(each -> !each.problems().isEmpty()).toList();
        return raised.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Verdict.Refused(
                                raised.getFirst().reason(),
                                raised.stream()
                                        .flatMap(each -> each.problems().stream())
                                        .toList()));
    }
}
