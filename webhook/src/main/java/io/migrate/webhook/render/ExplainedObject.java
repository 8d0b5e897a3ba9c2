package io.migrate.webhook.render;

import io.migrate.webhook.injection.Decision;
import io.migrate.webhook.injection.Verdict;
import io.migrate.webhook.manifest.LocatedObject;
import io.migrate.webhook.settings.Problem;
import io.migrate.webhook.workload.WorkloadReport;

import java.util.List;

/// A Pod or a workload with all that there is to say about it.
public record ExplainedObject(LocatedObject found, String namespace, WorkloadReport report) {
    public Decision decision() {
        return report.decision();
    }

    public List<Problem> problems() {
        return report.problems();
    }

    public List<String> warnings() {
        return report.warnings();
    }

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
