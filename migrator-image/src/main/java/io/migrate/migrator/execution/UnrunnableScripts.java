package io.migrate.migrator.execution;

import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.histories.Plan;
import io.migrate.migrator.plan.RunContext;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.sql.Defect;
import io.migrate.migrator.sql.Script;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds pending migrations that would fail or leave a part of themselves, before any of them runs.
public final class UnrunnableScripts {
    private UnrunnableScripts() {}

    /// The outcome of the run because of the first of them; empty if there is none.
    public static Optional<Outcome> first(RunContext context, List<Plan.Step> pending) {
        return pending.stream()
                .map(Plan.Step::migration)
                .flatMap(migration -> of(context, migration).stream())
                .findFirst()
                .or(() -> callback(context).filter(_ -> !pending.isEmpty()));
    }

    /// A callback of Flyway runs with any migration.
    private static Optional<Outcome> callback(RunContext context) {
        return context.source().missing().entrySet().stream()
                .filter(each -> context.source().companions().containsKey(each.getKey()))
                .sorted(Map.Entry.comparingByKey())
                .map(each -> MissingValues.outcome(context, each.getKey(), each.getValue()))
                .findFirst();
    }

    private static Optional<Outcome> of(RunContext context, Migration migration) {
        Optional<Outcome> missing =
                Optional.ofNullable(context.source().missing().get(migration.script()))
                        .map(value -> MissingValues.outcome(context, migration.script(), value));
        if (missing.isPresent()) {
            return missing;
        }
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
