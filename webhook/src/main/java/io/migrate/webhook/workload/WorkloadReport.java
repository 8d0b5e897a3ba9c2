package io.migrate.webhook.workload;

import io.migrate.webhook.injection.Decision;
import io.migrate.webhook.injection.Verdict;
import io.migrate.webhook.injection.Warnings;
import io.migrate.webhook.settings.Problem;

import java.util.List;
import java.util.stream.Stream;

/// The report on a Pod or an object with a Pod template.
///
/// @param decision of the engine on its Pods
/// @param misplaced keys that are set on the object instead of its Pods
/// @param ownWarnings warnings about the object that its Pods do not show
public record WorkloadReport(Decision decision, List<Problem> misplaced, List<String> ownWarnings) {
    /// Copies the collections.
    public WorkloadReport {
        misplaced = List.copyOf(misplaced);
        ownWarnings = List.copyOf(ownWarnings);
    }

    /// Returns why the engine refuses the Pods.
    public List<Problem> refusal() {
        return switch (decision.verdict()) {
            case Verdict.Refused(_, var problems) -> problems;
            case Verdict.Injected _, Verdict.Untouched _ -> List.of();
        };
    }

    /// Returns what is wrong with the object and with its Pods.
    public List<Problem> problems() {
        return Stream.concat(misplaced.stream(), refusal().stream()).toList();
    }

    /// Returns the engine's warnings, then those about the object.
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
