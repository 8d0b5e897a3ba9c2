package io.migrate.migrator.flyway;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.migrate.migrator.configuration.Naming;
import io.migrate.migrator.configuration.Placeholders;
import io.migrate.migrator.connection.ConnectionOpener;
import io.migrate.migrator.connection.Session;
import io.migrate.migrator.execution.AppliedListener;
import io.migrate.migrator.execution.ApplyResult;
import io.migrate.migrator.execution.FailedMigration;
import io.migrate.migrator.execution.PooledTransaction;
import io.migrate.migrator.execution.ScriptExecution;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.histories.HistoryRows;
import io.migrate.migrator.histories.Plan;
import io.migrate.migrator.plan.RunContext;

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
import java.util.concurrent.atomic.AtomicBoolean;

import javax.sql.DataSource;

/// Runs the pending migrations of a Flyway folder with Flyway, in the session that holds the
/// advisory lock. The only class that loads Flyway.
public final class FlywayRun {
    private final RunContext context;
    private final FailedMigration failures;
    private final ConnectionOpener opener;
    private final Set<String> refused;

    /// @param failures maps errors
    /// @param opener of further connections
    /// @param refused scripts that PostgreSQL refused to run in a transaction
    public FlywayRun(FailedMigration failures, ConnectionOpener opener, Set<String> refused) {
        this.context = failures.context();
        this.failures = failures;
        this.opener = opener;
        this.refused = Set.copyOf(refused);
    }

    /// Runs the migrations and closes the session.
    ///
    /// @param rows the statements that record migrations
    /// @param pending in the order in which they run, up to the target
    /// @param listener receives each committed migration
    /// @throws SQLException if a statement failed that belongs to no migration
    public ApplyResult apply(
            Session session, HistoryRows rows, List<Plan.Step> pending, AppliedListener listener)
            throws SQLException {
        pending.stream().map(Plan.Step::migration).forEach(this::logNote);
        var steps = new MigrationSteps(session, rows, failures, pending, listener);
        var callback = new MigrationCallback(steps, context.cancellation());
        var isOutOfMemory = new AtomicBoolean();
        try {
            configuration(
                            dataSource(session, steps, isOutOfMemory),
                            session,
                            rows,
                            pending,
                            callback)
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            // The error is lost when Flyway releases its lock.
            if (isOutOfMemory.get()) {
                session.abort();
                return new FlywayFailure(failures)
                        .outOfMemory(new OutOfMemoryError(), steps.running());
            }
            return read(e, steps);
        } catch (OutOfMemoryError e) {
            session.abort();
            return new FlywayFailure(failures).outOfMemory(e, steps.running());
        } finally {
            steps.end();
        }
        ApplyResult result = PooledTransaction.commit(session);
        if (result instanceof ApplyResult.Succeeded) {
            steps.reportCommitted();
            return steps.completed();
        }
        return result;
    }

    private ApplyResult read(FlywayException e, MigrationSteps steps) throws SQLException {
        Optional<ApplyResult> result = steps.result(e);
        if (result.isPresent()) {
            return result.get();
        }
        Optional<SQLException> between = FlywayFailure.between(e, steps.running());
        if (between.isPresent()) {
            steps.reportCommitted();
            throw between.get();
        }
        return new FlywayFailure(failures).read(e, steps.running());
    }

    private void logNote(Migration migration) {
        ScriptExecution.of(context.source(), migration, refused)
                .note()
                .ifPresent(context.log()::warn);
    }

    private FluentConfiguration configuration(
            DataSource dataSource,
            Session session,
            HistoryRows rows,
            List<Plan.Step> pending,
            MigrationCallback callback) {
        FlywayFiles files = FlywayFiles.of(context.source(), pending, refused);
        Naming naming = context.settings().layout().naming();
        FluentConfiguration configuration =
                Flyway.configure()
                        .loggers(SilentLogs.class.getName())
                        .dataSource(dataSource)
                        .locations(new String[0])
                        .sqlMigrationPrefix(naming.versioned())
                        .repeatableSqlMigrationPrefix(naming.repeatable())
                        .sqlMigrationSeparator(naming.separator())
                        .sqlMigrationSuffixes(naming.suffixes().toArray(String[]::new))
                        .javaMigrationClassProvider(List::of)
                        .resourceProvider(
                                new InMemoryResourceProvider(
                                        files.texts(), scripts(files.planned())))
                        .defaultSchema(rows.tables().flyway().schema())
                        .table(rows.tables().flyway().name())
                        .createSchemas(false)
                        .outOfOrder(true)
                        .validateOnMigrate(validates())
                        .resolvers(new PlannedMigrationResolver(files.planned()))
                        // In a group, Flyway looks at the history and takes its lock once, not for
                        // each migration. MigrationCallback commits between them.
                        .group(files.transactions() == FlywayFiles.Transactions.ONE_EACH)
                        // PolicyCheck has accepted the rows without a file: newer ones, code
                        // migrations, and those that are ignored.
                        .ignoreMigrationPatterns("*:future", "*:missing")
                        .callbacks(callback);
        setPlaceholders(configuration, context.settings().placeholders());
        // A session-level lock: with a lock in a second, open transaction CREATE INDEX CONCURRENTLY
        // would wait forever, and a migration and its row would be in different transactions
        // (flyway#3506, #3682).
        configuration
                .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(session.isTransactionPooled());
        return context.settings().target().isPresent() && !pending.isEmpty()
                ? configuration.target(MigrationVersion.fromVersion(highest(pending)))
                : configuration;
    }

    private static void setPlaceholders(
            FluentConfiguration configuration, Placeholders placeholders) {
        Placeholders.Syntax syntax = placeholders.syntax();
        configuration
                .placeholders(placeholders.values())
                .placeholderPrefix(syntax.prefix())
                .placeholderSuffix(syntax.suffix())
                .placeholderSeparator(syntax.separator())
                .placeholderReplacement(syntax.replacement() == Placeholders.Replacement.ON);
    }

    /// Flyway has no warning for a changed file: it ends, or does not look.
    private boolean validates() {
        return switch (context.settings().policy().changedMigrations()) {
            case REFUSE -> true;
            case WARN -> false;
        };
    }

    private DataSource dataSource(
            Session session, MigrationSteps steps, AtomicBoolean isOutOfMemory) {
        return new SingleConnectionDataSource(
                session.connection(),
                session.isTransactionPooled() ? session::connection : opener,
                steps::committed,
                isOutOfMemory);
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
