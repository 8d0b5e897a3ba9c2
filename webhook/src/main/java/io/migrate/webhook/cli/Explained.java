package io.migrate.webhook.cli;

import io.migrate.webhook.injection.Explanation;
import io.migrate.webhook.injection.Verdict;
import io.migrate.webhook.policy.Problem;

import java.util.List;
import java.util.stream.Stream;

/// A Pod with all that there is to say about it.
///
/// @param misplaced annotations that stand on the workload instead of its Pods
record Explained(
        Subject subject, String namespace, List<Problem> misplaced, Explanation explanation) {
    Explained {
        misplaced = List.copyOf(misplaced);
    }

    List<Problem> problems() {
        List<Problem> refusal =
                explanation.verdict() instanceof Verdict.Refused(var problems)
                        ? problems
                        : List.of();
        return Stream.concat(misplaced.stream(), refusal.stream()).toList();
    }

    List<String> warnings() {
        return switch (explanation.verdict()) {
            case Verdict.Injected injected -> injected.warnings();
            case Verdict.Untouched(_, var warnings) -> warnings;
            case Verdict.Refused _ -> List.of();
        };
    }

    boolean isRefused() {
        return !problems().isEmpty();
    }

    /// One of `injected`, `untouched`, `refused`.
    String outcome() {
        if (isRefused()) {
            return "refused";
        }
        return switch (explanation.verdict()) {
            case Verdict.Injected _ -> "injected";
            case Verdict.Untouched _ -> "untouched";
            case Verdict.Refused _ -> "refused";
        };
    }
}
