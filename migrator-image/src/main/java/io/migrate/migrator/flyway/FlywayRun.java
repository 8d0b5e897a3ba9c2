package io.migrate.migrator.flyway;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.migrate.migrator.connection.Blockers;
import io.migrate.migrator.connection.Cancellation;
import io.migrate.migrator.connection.ConnectionOpener;
import io.migrate.migrator.connection.Session;
import io.migrate.migrator.connection.SqlErrors;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Source;
import io.migrate.migrator.histories.Plan;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Logs;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.settings.Settings;
import io.migrate.migrator.sql.Script;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.slf4j.Logger;

import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Lets Flyway run what is pending, on the session that holds the lock. The only class from which
/// Flyway is loaded.
public final class FlywayRun {
    private final ConnectionOpener opener;
    private final Source source;
    private final Set<String> refused;
    private final Settings settings;
    private final Cancellation cancellation;
    private final Logger log;

    /// @param refused scripts that PostgreSQL refused to run in a transaction
    public FlywayRun(
            ConnectionOpener opener,
            Source source,
            Set<String> refused,
            Settings settings,
            Cancellation cancellation,
            Logger log) {
        this.opener = opener;
        this.source = source;
        this.refused = Set.copyOf(refused);
        this.settings = settings;
        this.cancellation = cancellation;
        this.log = log;
    }

    /// Runs them; closes the session.
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
            OptionalInt line = Script.of(step.migration().sql()).unclosedComment();
            if (line.isPresent()) {
                return new ApplyResult.Failed(unclosed(step.migration().script(), line.getAsInt()));
            }
        }
        pending.stream().map(Plan.Step::migration).forEach(this::warn);
        Logs.silenceFlyway();
        try {
            configuration(session, pending, callback).load().migrate();
            Optional<ApplyResult> unkept = keep(session);
            if (unkept.isPresent()) {
                return unkept.get();
            }
            callback.tell();
            return new ApplyResult.Succeeded();
        } catch (FlywayException e) {
            return callback.complaint()
                    .<ApplyResult>map(ApplyResult.Failed::new)
                    .orElseGet(() ->
                            new FlywayFailure(source, settings, cancellation, blockers, log)
                                    .read(e));
        }
    }

    /// A constraint that is deferred is checked here.
    private static Optional<ApplyResult> keep(Session session) {
        try {
            session.commitPooled();
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of(
                    new ApplyResult.Failed(
                            new Outcome.Failed(
                                    SqlErrors.isConnectionLost(e)
                                            ? ExitCode.UNREACHABLE
                                            : ExitCode.STATEMENT_FAILED,
                                    "the commit failed: %s (SQLSTATE %s)."
                                            .formatted(SqlErrors.primary(e), SqlErrors.state(e)),
                                    "All of it was one transaction, which is undone.")));
        }
    }

    private void warn(Migration migration) {
        ExecutionPlan.of(source, migration, refused).note().ifPresent(log::warn);
    }

    private static Outcome unclosed(String script, int line) {
        return new Outcome.MigrationFailed(
                ExitCode.STATEMENT_FAILED,
                new Outcome.Failure(
                        script,
                        Optional.of(line),
                        Optional.empty(),
                        "%s:%d failed: a comment is opened with /* and never closed."
                                .formatted(script, line)),
                "Nothing was run; correct the file and deploy again.");
    }

    private FluentConfiguration configuration(
            Session session, List<Plan.Step> pending, MigrationCallback callback) {
        ExecutionPlan plan = ExecutionPlan.of(source, pending, refused);
        FluentConfiguration configuration =
                Flyway.configure()
                        .dataSource(
                                new SingleConnectionDataSource(
                                        session.connection(),
                                        session.isTransactionPooled()
                                                ? session::connection
                                                : opener))
                        .locations(new String[0])
                        .javaMigrationClassProvider(List::of)
                        .resourceProvider(
                                new InMemoryResourceProvider(plan.texts(), scripts(plan.planned())))
                        .defaultSchema(settings.history().schema())
                        .table(settings.history().table())
                        .createSchemas(false)
                        .outOfOrder(true)
                        .resolvers(new PlannedMigrationResolver(plan.planned()))
                        // One round of Flyway instead of one for each, which would look at all that
                        // is pending each time. The commits between are ours: see Watch.
                        .group(plan.runs() == ExecutionPlan.Runs.IN_TRANSACTIONS)
                        .callbacks(callback);
        // A lock on the session rather than in a second, open transaction: that one would make
        // CREATE INDEX CONCURRENTLY wait for ever, and put a migration and its row in different
        // transactions (flyway#3506, #3682).
        configuration
                .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(session.isTransactionPooled());
        if (source.format().toolHistory().isPresent()) {
            return configuration
                    .skipDefaultResolvers(true)
                    .skipDefaultCallbacks(true)
                    .placeholderReplacement(false)
                    .validateOnMigrate(false);
        }
        // What has no file was judged before: it is newer than the folder, or was code.
        configuration.ignoreMigrationPatterns("*:future", "*:missing");
        if (settings.target().isPresent() && !pending.isEmpty()) {
            configuration.target(MigrationVersion.fromVersion(highest(pending)));
        }
        return configuration;
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
