package io.migrate.migrator.execution;

import io.migrate.migrator.configuration.MissingValue;
import io.migrate.migrator.plan.RunContext;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;

import java.util.Optional;

/// The outcome of a run with a pending migration in which a placeholder has no value.
final class MissingValues {
    private MissingValues() {}

    static Outcome outcome(RunContext context, String script, MissingValue value) {
        return new Outcome.MigrationFailed(
                ExitCode.STATEMENT_FAILED,
                new Outcome.Failure(
                        script,
                        Optional.of(value.line()),
                        Optional.empty(),
                        "%s:%d failed: %s.".formatted(script, value.line(), value.reason())),
                advice(context, script));
    }

    private static String advice(RunContext context, String script) {
        String values =
                "Nothing was run. Give it a value: run.placeholders in the policy, the annotation"
                        + " migrate.io/placeholders, or MIGRATE_PLACEHOLDERS=NAME=VALUE.";
        return switch (context.source().format().tool()) {
            case FLYWAY ->
                    values
                            + " If it is plain text, set placeholderReplacement=false in %s.conf."
                                    .formatted(script);
            case GOOSE -> values;
            case DRIZZLE, PRISMA, GOLANG_MIGRATE, DBMATE -> "";
        };
    }
}
