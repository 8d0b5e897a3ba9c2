package io.migrate.webhook.workload;

import io.migrate.webhook.injection.Decision;
import io.migrate.webhook.injection.Verdict;
import io.migrate.webhook.injection.Warnings;
import io.migrate.webhook.settings.Problem;

import java.util.List;
import java.util.stream.Stream;

/// All that there is to say about a Pod or about an object that Pods are made from.
///
/// @param decision of its Pods, by the engine
/// @param misplaced keys that stand on the object instead of its Pods
/// @param ownWarnings what else there is to warn about that no Pod shows
public record WorkloadReport(Decision decision, List<Problem> misplaced, List<String> ownWarnings) {
    /// Copies what may change.
    public WorkloadReport {
        misplaced = List.copyOf(misplaced);
        ownWarnings = List.copyOf(ownWarnings);
    }

    /// What the engine refuses the Pods for.
    public List<Problem> refusal() {
        return switch (decision.verdict()) {
            case Verdict.Refused(_, var problems) -> problems;
            case Verdict.Injected _, Verdict.Untouched _ -> List.of();
        };
    }

    /// What is wrong, here and with the Pods.
    public List<Problem> problems() {
        return Stream.concat(misplaced.stream(), refusal().stream()).toList();
    }

    /// The engine's, then those of the object.
    public List<String> warnings() {
        List<String> pods =
                switch (decision.verdict()) {
                    case Verdict.Injected injected -> injected.warnings();
                    case Verdict.Untouched(_, var warnings) -> warnings;
                    case Verdict.Refused _ -> List.of();
                };
        return Warnings.bounded(Stream.concat(pods.stream(), ownWarnings.stream()).toList());
    }
}
