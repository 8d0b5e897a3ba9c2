package io.migrate.migrator.command;

import io.migrate.migrator.connection.Session;
import io.migrate.migrator.histories.Plan;
import io.migrate.migrator.plan.HistoryInspector;
import io.migrate.migrator.plan.PolicyCheck;
import io.migrate.migrator.plan.RunContext;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.report.Result;

import java.sql.SQLException;

/// `validate`: fails if migrations are pending, and changes nothing.
final class ValidateCommand {
    private final HistoryInspector inspector;
    private final Sessions sessions;
    private final Outcomes outcomes;

    ValidateCommand(RunContext context) {
        this.inspector = new HistoryInspector(context);
        this.sessions = new Sessions(context, inspector);
        this.outcomes = new Outcomes(context.settings(), System.nanoTime());
    }

    Result run() {
        Outcome outcome = sessions.use(this::validate);
        return new Result(outcome, outcomes.unchanged(inspector.newest()));
    }

    private Outcome validate(Session session) throws SQLException {
        if (inspector.isBegun(inspector.snapshot(session)) && session.lock().holder().isPresent()) {
            return new Outcome.Failed(
                    ExitCode.MIGRATIONS_PENDING, "another migrator is running a migration.", "");
        }
        // If it has ended in the meantime, its row says so now.
        return switch (inspector.inspect(session).policyCheck()) {
            case PolicyCheck.Rejected(Outcome outcome) -> outcome;
            case PolicyCheck.Allowed(Plan.Agreed plan) -> outcomes.pendingOrDone(plan);
        };
    }
}
