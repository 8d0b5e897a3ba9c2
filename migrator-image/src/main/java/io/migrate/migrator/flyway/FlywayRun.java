package io.migrate.migrator.flyway;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.migrate.migrator.connection.Blockers;
import io.migrate.migrator.connection.ConnectionOpener;
import io.migrate.migrator.connection.Session;
import io.migrate.migrator.connection.SqlErrors;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Source;
import io.migrate.migrator.histories.Plan;
import io.migrate.migrator.plan.RunContext;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Logs;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.sql.Defect;
import io.migrate.migrator.sql.Script;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import javax.sql.DataSource;

/// Runs the pending migrations with Flyway, in the session that holds the advisory lock. The only
/// class that loads Flyway.
public final class FlywayRun {
    private final RunContext context;
    private final ConnectionOpener opener;
    private final Set<String> refused;

    /// @param refused scripts that PostgreSQL refused to run in a transaction
    public FlywayRun(RunContext context, ConnectionOpener opener, Set<String> refused) {
        this.context = context;
        this.opener = opener;
        this.refused = Set.copyOf(refused);
    }

    /// Runs the migrations and closes the session.
    ///
    /// @param pending in the order in which they run, up to the target
    /// @param callback receives each migration
    /// @param blockers of this session
    public ApplyResult apply(
            Session session,
            List<Plan.Step> pending,
            MigrationCallback callback,
            Blockers blockers) {
        for (Plan.Step step : pending) {
            Optional<Defect> defect = Script.of(step.migration().sql()).defect();
            if (defect.isPresent()) {
                return new ApplyResult.Failed(defective(step.migration().script(), defect.get()));
            }
        }
        pending.stream().map(Plan.Step::migration).forEach(this::logNote);
        Logs.silenceFlyway();
        try {
            configuration(session, pending, callback).load().migrate();
            return commit(session, callback);
        } catch (FlywayException e) {
            return callback.indexFailure()
                    .<ApplyResult>map(ApplyResult.Failed::new)
                    .orElseGet(() -> new FlywayFailure(context, blockers).read(e));
        }
    }

    /// Commits a transaction-pooled session, which checks deferred constraints.
    private static ApplyResult commit(Session session, MigrationCallback callback) {
        try {
            session.commitPooled();
        } catch (SQLException e) {
            return new ApplyResult.Failed(
                    new Outcome.Failed(
                            SqlErrors.isConnectionLost(e)
                                    ? ExitCode.UNREACHABLE
                                    : ExitCode.STATEMENT_FAILED,
                            "the commit failed: %s (SQLSTATE %s)."
                                    .formatted(SqlErrors.primary(e), SqlErrors.state(e)),
                            "All migrations were in one transaction, which was rolled back."));
        }
        callback.reportCommitted();
        return new ApplyResult.Succeeded();
    }

    private void logNote(Migration migration) {
        ExecutionPlan.of(context.source(), migration, refused)
                .note()
                .ifPresent(context.log()::warn);
    }

    private static Outcome defective(String script, Defect defect) {
        return new Outcome.MigrationFailed(
                ExitCode.STATEMENT_FAILED,
                new Outcome.Failure(
                        script,
                        Optional.of(defect.line()),
                        Optional.empty(),
                        "%s:%d failed: %s.".formatted(script, defect.line(), defect.reason())),
                "Nothing was run. Fix the file and deploy again.");
    }

    private FluentConfiguration configuration(
            Session session, List<Plan.Step> pending, MigrationCallback callback) {
        Source source = context.source();
        ExecutionPlan plan = ExecutionPlan.of(source, pending, refused);
        FluentConfiguration configuration =
                Flyway.configure()
                        .dataSource(dataSource(session))
                        .locations(new String[0])
                        .javaMigrationClassProvider(List::of)
                        .resourceProvider(
                                new InMemoryResourceProvider(plan.texts(), scripts(plan.planned())))
                        .defaultSchema(context.settings().history().schema())
                        .table(context.settings().history().table())
                        .createSchemas(false)
                        .outOfOrder(true)
                        .resolvers(new PlannedMigrationResolver(plan.planned()))
                        // In a group, Flyway checks all pending migrations once, not before each
                        // one. MigrationCallback commits between them.
                        .group(plan.runs() == ExecutionPlan.Runs.IN_TRANSACTIONS)
                        .callbacks(callback);
        // A session-level lock: with a lock in a second, open transaction CREATE INDEX CONCURRENTLY
        // would wait forever, and a migration and its row would be in different transactions
        // (flyway#3506, #3682).
        configuration
                .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(session.isTransactionPooled());
        return source.format().toolHistory().isPresent()
                ? configuration
                        .skipDefaultResolvers(true)
                        .skipDefaultCallbacks(true)
                        .placeholderReplacement(false)
                        .validateOnMigrate(false)
                : ownFiles(configuration, pending);
    }

    private DataSource dataSource(Session session) {
        return new SingleConnectionDataSource(
                session.connection(), session.isTransactionPooled() ? session::connection : opener);
    }

    private FluentConfiguration ownFiles(
            FluentConfiguration configuration, List<Plan.Step> pending) {
        // PolicyCheck has accepted the rows without a file: newer ones, and code migrations.
        configuration.ignoreMigrationPatterns("*:future", "*:missing");
        return context.settings().target().isPresent() && !pending.isEmpty()
                ? configuration.target(MigrationVersion.fromVersion(highest(pending)))
                : configuration;
    }

    private static Set<String> scripts(List<Plan.Step> steps) {
        return steps.stream().map(step -> step.migration().script()).collect(toUnmodifiableSet());
    }

    private static String highest(List<Plan.Step> pending) {
        return pending.stream()
                .map(Plan.Step::version)
                .max(Comparator.naturalOrder())
                .orElseThrow()
                .text();
    }
}
