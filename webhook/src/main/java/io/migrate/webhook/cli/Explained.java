package io.migrate.webhook.cli;

import io.migrate.webhook.injection.Explanation;
import io.migrate.webhook.injection.Verdict;
import io.migrate.webhook.policy.Problem;
import io.migrate.webhook.workload.Report;

import java.util.List;

/// A Pod or a workload with all that there is to say about it.
record Explained(Found found, String namespace, Report report) {
    Explanation explanation() {
        return report.explanation();
    }

    List<Problem> problems() {
        return report.problems();
    }

    List<String> warnings() {
        return report.warnings();
    }

    boolean isRefused() {
        return !problems().isEmpty();
    }

    /// One of `injected`, `untouched`, `refused`.
    String outcome() {
        if (isRefused()) {
            return "refused";
        }
        return switch (explanation().verdict()) {
            case Verdict.Injected _ -> "injected";
            case Verdict.Untouched _ -> "untouched";
            case Verdict.Refused _ -> "refused";
        };
    }
}
