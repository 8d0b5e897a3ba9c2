package io.migrate.migrator.flyway;

import io.migrate.migrator.connection.Cancellation;
import io.migrate.migrator.connection.Session;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.histories.HistoryWriter;
import io.migrate.migrator.histories.Plan;
import io.migrate.migrator.plan.RunContext;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.settings.Settings;

import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Runs before and after each migration of Flyway: it configures the session, writes the row of the
/// tool history in the migration's transaction, and reports committed migrations.
public final class MigrationCallback implements Callback {
    private static final Set<Event> EVENTS =
            Set.of(
                    Event.BEFORE_EACH_MIGRATE,
                    Event.BEFORE_EACH_MIGRATE_STATEMENT,
                    Event.AFTER_EACH_MIGRATE,
                    Event.AFTER_EACH_MIGRATE_ERROR);

    /// Receives each migration after its transaction is committed.
    public interface Listener {
        /// A migration is applied.
        ///
        /// @param took the time that it ran
        void applied(Migration migration, Duration took);
    }

    /// A migration that ran and is committed when Flyway continues with the next one.
    private record Ran(Migration migration, Duration took) {}

    private final Session session;
    private final ConcurrentIndexes indexes;
    private final HistoryWriter writer;
    private final Settings settings;
    private final Cancellation cancellation;
    private final Listener listener;
    private final Map<String, Migration> byScript = new HashMap<>();
    private final List<Ran> ran = new ArrayList<>();
    private Optional<Outcome> indexFailure = Optional.empty();
    private long start;

    /// Creates the callback for one run.
    ///
    /// @param session the session in which Flyway runs the migrations
    /// @param writer writes the rows of the tool history
    /// @param pending the migrations of the run
    /// @param listener receives each committed migration
    public MigrationCallback(
            Session session,
            HistoryWriter writer,
            RunContext context,
            List<Plan.Step> pending,
            Listener listener) {
        this.session = session;
        this.indexes = new ConcurrentIndexes(session, context.log());
        this.writer = writer;
        this.settings = context.settings();
        this.cancellation = context.cancellation();
        this.listener = listener;
        pending.forEach(step -> byScript.put(step.migration().script(), step.migration()));
    }

    @Override
    public boolean supports(Event event, Context context) {
        return EVENTS.contains(event);
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public String getCallbackName() {
        return "migrate";
    }

    @Override
    public void handle(Event event, Context context) {
        try {
            if (event == Event.BEFORE_EACH_MIGRATE) {
                commit(context.getConnection());
            }
            if (cancellation.isRequested() && event != Event.AFTER_EACH_MIGRATE_ERROR) {
                throw new FlywayException("canceled");
            }
            if (event == Event.BEFORE_EACH_MIGRATE) {
                before(context);
            } else if (event == Event.AFTER_EACH_MIGRATE) {
                after(context);
            } else if (event == Event.AFTER_EACH_MIGRATE_ERROR) {
                session.rollBackOpenTransaction();
            }
        } catch (SQLException e) {
            throw new FlywayException(e.getMessage(), e);
        }
    }

    /// Commits the migration that ran; in a group Flyway would commit all of them only at the end.
    /// At this point its rows in both histories are written, and the next migration has not
    /// started.
    private void commit(Connection connection) throws SQLException {
        // The one transaction of a transaction-pooled session is committed at the end.
        if (!session.isTransactionPooled()) {
            if (!ran.isEmpty() && !connection.getAutoCommit()) {
                connection.commit();
            }
            reportCommitted();
        }
    }

    /// Resets the session, because settings of one migration must not affect the next, and because
    /// Flyway prepends the schema of the history to the search path. Outside a transaction there is
    /// no lock timeout, as it would leave an invalid index.
    private void before(Context context) throws SQLException {
        start = System.nanoTime();
        session.resetConfiguration(settings);
        if (context.getConnection().getAutoCommit()) {
            session.setLockTimeout(Duration.ZERO);
            Optional<Migration> migration = migration(context);
            if (migration.isPresent()) {
                Optional<String> existing = indexes.prepare(migration.get());
                if (existing.isPresent()) {
                    indexFailure = Optional.of(exists(migration.get(), existing.get()));
                    throw new FlywayException("an index exists with another definition");
                }
            }
        }
    }

    private Optional<Migration> migration(Context context) {
        return Optional.ofNullable(byScript.get(context.getMigrationInfo().getScript()));
    }

    private void after(Context context) throws SQLException {
        Optional<Migration> migration = migration(context);
        session.commitOpenTransaction();
        if (migration.isPresent() && context.getConnection().getAutoCommit()) {
            List<String> invalid = indexes.invalid(migration.get());
            if (!invalid.isEmpty()) {
                indexFailure = Optional.of(invalid(migration.get(), invalid));
                throw new FlywayException("an index is invalid");
            }
        }
        session.setRole(settings);
        if (migration.isPresent()) {
            writer.record(List.of(migration.get()));
            ran.add(new Ran(migration.get(), Duration.ofNanos(System.nanoTime() - start)));
        }
    }

    /// The outcome of a run that this callback stopped because of an index; empty if it did not.
    Optional<Outcome> indexFailure() {
        return indexFailure;
    }

    private static Outcome exists(Migration migration, String index) {
        return failed(
                migration,
                "index %s already exists with another definition".formatted(index),
                "Nothing was run. Rename or drop one of the two indexes and deploy again.");
    }

    private static Outcome invalid(Migration migration, List<String> indexes) {
        return failed(
                migration,
                "the build finished, but left %s invalid".formatted(String.join(", ", indexes)),
                "The migration was not recorded; the next start drops the index and builds it"
                        + " again.");
    }

    private static Outcome failed(Migration migration, String reason, String advice) {
        return new Outcome.MigrationFailed(
                ExitCode.STATEMENT_FAILED,
                new Outcome.Failure(
                        migration.script(),
                        Optional.empty(),
                        Optional.empty(),
                        "%s failed: %s.".formatted(migration.script(), reason)),
                advice);
    }

    /// Reports the committed migrations to the listener.
    void reportCommitted() {
        ran.forEach(done -> listener.applied(done.migration(), done.took()));
        ran.clear();
    }
}
