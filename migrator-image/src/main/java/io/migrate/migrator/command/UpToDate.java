package io.migrate.migrator.command;

import io.migrate.migrator.connection.Inquiry;
import io.migrate.migrator.plan.HistoryInspector;
import io.migrate.migrator.plan.RunContext;
import io.migrate.migrator.report.Result;

import java.util.Optional;

/// The result that `migrate`, `validate` and `wait` have in common: there is nothing to do.
final class UpToDate {
    private final RunContext context;
    private final HistoryInspector inspector;
    private final Outcomes outcomes;

    UpToDate(RunContext context) {
        this.context = context;
        this.inspector = new HistoryInspector(context);
        this.outcomes = new Outcomes(context.settings(), System.nanoTime());
    }

    /// The result, if a quick look shows that there is nothing to do.
    Optional<Result> result() {
        return Inquiry.open(context.target(), context.settings()).flatMap(this::result);
    }

    private Optional<Result> result(Inquiry open) {
        try (Inquiry inquiry = open) {
            return inspector
                    .upToDate(inquiry)
                    .map(plan ->
                            new Result(
                                    outcomes.done(plan), outcomes.unchanged(inspector.newest())));
        }
    }
}
