package io.migrate.webhook.render;

import io.migrate.webhook.injection.Decision;
import io.migrate.webhook.injection.Verdict;
import io.migrate.webhook.manifest.LocatedObject;
import io.migrate.webhook.settings.Problem;
import io.migrate.webhook.workload.WorkloadReport;

import java.util.List;

/// A Pod or a workload, and what the webhook would do with it.
public record ExplainedObject(LocatedObject found, String namespace, WorkloadReport report) {
    /// The decision that the outcome is based on.
    public Decision decision() {
        return report.decision();
    }

    /// Why the object is refused; empty if it is not.
    public List<Problem> problems() {
        return report.problems();
    }

    /// The warnings, for which the object is not refused.
    public List<String> warnings() {
        return report.warnings();
    }

    /// Whether the object is refused.
    public boolean isRefused() {
        return !problems().isEmpty();
    }

    /// One of `injected`, `untouched`, `refused`.
    public String outcome() {
        if (isRefused()) {
            return "refused";
        }
        return switch (decision().verdict()) {
            case Verdict.Injected _ -> "injected";
            case Verdict.Untouched _ -> "untouched";
            case Verdict.Refused _ -> "refused";
        };
    }
}
