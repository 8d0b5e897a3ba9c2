package io.migrate.migrator.execution;

import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Tool;
import io.migrate.migrator.formats.Transaction;
import io.migrate.migrator.plan.RunContext;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.settings.Choices;
import io.migrate.migrator.sql.Script;
import io.migrate.migrator.sql.Statement;

import java.util.List;
import java.util.Optional;

/// Files of several statements, of which one cannot run in a transaction. Their tool runs the file
/// in one transaction, where that statement fails, so that nothing of the file remains. Running it
/// statement by statement instead can leave a part of it, so the policy has to allow that.
final class MixedStatements {
    private MixedStatements() {}

    /// Refuses a file in which such a statement is recognized.
    static Optional<Outcome> refusal(RunContext context, Migration migration, Script script) {
        return script.statements().stream()
                .filter(Statement::refusesTransaction)
                .findFirst()
                .filter(_ -> isRefused(context, migration, script.statements()))
                .map(statement -> mixed(migration, statement));
    }

    private static Outcome mixed(Migration migration, Statement refusing) {
        int line = Script.line(migration.sql(), refusing.start());
        return new Outcome.MigrationFailed(
                ExitCode.STATEMENT_FAILED,
                new Outcome.Failure(
                        migration.script(),
                        Optional.of(line),
                        Optional.empty(),
                        "%s failed: it mixes statements that cannot run in a transaction (%s in line %d) with others."
                                .formatted(migration.script(), refusing.words(), line)),
                "Nothing was run. Move each of them to a file of its own, or set"
                    + " MIGRATE_MIXED=Allow to run the file statement by statement; then a part of"
                    + " it remains if it fails.");
    }

    /// Refuses to run a file without a transaction after PostgreSQL refused to run it in one.
    ///
    /// @param failed the outcome of that attempt
    static Optional<Outcome> refusal(RunContext context, Migration migration, Outcome failed) {
        return isRefused(context, migration, Script.of(migration.sql()).statements())
                ? Optional.of(
                        new Outcome.Failed(
                                failed.exit(),
                                failed.message(),
                                failed.advice()
                                        + " MIGRATE_MIXED=Allow runs it statement by statement;"
                                        + " then a part of it remains if it fails."))
                : Optional.empty();
    }

    private static boolean isRefused(
            RunContext context, Migration migration, List<Statement> statements) {
        return context.settings().policy().mixed() == Choices.Mixed.REFUSE
                && statements.size() > 1
                && statements.stream().allMatch(each -> each.control() == Statement.Control.NONE)
                && ScriptExecution.declared(context.source(), migration) == Transaction.ONE
                && appliesAllOrNothing(context.source().format().tool(), statements);
    }

    /// Whether a tool runs such a file in one transaction. golang-migrate with
    /// `x-multi-statement=true` does not, and no file shows that option. Flyway runs a file without
    /// a transaction if none of its statements can run in one.
    private static boolean appliesAllOrNothing(Tool tool, List<Statement> statements) {
        return switch (tool) {
            case DRIZZLE, PRISMA, DBMATE, GOOSE -> true;
            case FLYWAY -> !statements.stream().allMatch(Statement::refusesTransaction);
            case GOLANG_MIGRATE -> false;
        };
    }
}
