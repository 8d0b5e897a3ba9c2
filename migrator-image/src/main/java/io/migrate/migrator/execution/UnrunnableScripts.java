package io.migrate.migrator.execution;

import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.histories.Plan;
import io.migrate.migrator.plan.RunContext;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.sql.Defect;
import io.migrate.migrator.sql.Script;

import java.util.List;
import java.util.Optional;

/// Finds pending migrations that would fail or leave a part of themselves, before any of them runs.
public final class UnrunnableScripts {
    private UnrunnableScripts() {}

    /// The outcome of the run because of the first of them; empty if there is none.
    public static Optional<Outcome> first(RunContext context, List<Plan.Step> pending) {
        return pending.stream()
                .map(Plan.Step::migration)
                .flatMap(migration -> of(context, migration).stream())
                .findFirst();
    }

    private static Optional<Outcome> of(RunContext context, Migration migration) {
        var script = Script.of(migration.sql());
        return script.defect()
                .map(defect -> outcome(migration, defect))
                .or(() -> MixedStatements.refusal(context, migration, script));
    }

    private static Outcome outcome(Migration migration, Defect defect) {
        return new Outcome.MigrationFailed(
                ExitCode.STATEMENT_FAILED,
                new Outcome.Failure(
                        migration.script(),
                        Optional.of(defect.line()),
                        Optional.empty(),
                        "%s:%d failed: %s."
                                .formatted(migration.script(), defect.line(), defect.reason())),
                "Nothing was run. Fix the file and deploy again.");
    }
}
