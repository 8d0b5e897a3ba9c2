package io.migrate.migrator.flyway;

import io.migrate.migrator.connection.Cancellation;
import io.migrate.migrator.connection.Session;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.histories.HistoryWriter;
import io.migrate.migrator.histories.Plan;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.settings.Settings;

import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.slf4j.Logger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Stands beside Flyway at each migration: sets what the session needs, writes the tool's own row
/// in the migration's transaction, tells what was committed.
public final class MigrationCallback implements Callback {
    private static final Set<Event> EVENTS =
            Set.of(
                    Event.BEFORE_EACH_MIGRATE,
                    Event.BEFORE_EACH_MIGRATE_STATEMENT,
                    Event.AFTER_EACH_MIGRATE,
                    Event.AFTER_EACH_MIGRATE_ERROR);

    /// Told of each migration after its transaction is committed.
    public interface Listener {
        /// A migration is applied.
        ///
        /// @param took running it
        void applied(Migration migration, Duration took);
    }

    /// Committed as soon as Flyway goes on to the next one.
    private record Ran(Migration migration, Duration took) {}

    private final Session session;
    private final ConcurrentIndexes indexes;
    private final HistoryWriter writer;
    private final Settings settings;
    private final Cancellation stop;
    private final Listener listener;
    private final Map<String, Migration> byScript = new HashMap<>();
    private final List<Ran> ran = new ArrayList<>();
    private Optional<Outcome> complaint = Optional.empty();
    private long start;

    public MigrationCallback(
            Session session,
            HistoryWriter writer,
            Settings settings,
            List<Plan.Step> pending,
            Cancellation stop,
            Logger log,
            Listener listener) {
        this.session = session;
        this.indexes = new ConcurrentIndexes(session, log);
        this.writer = writer;
        this.settings = settings;
        this.stop = stop;
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
            if (stop.isRequested() && event != Event.AFTER_EACH_MIGRATE_ERROR) {
                throw new FlywayException("stopped");
            }
            if (event == Event.BEFORE_EACH_MIGRATE) {
                before(context);
            } else if (event == Event.AFTER_EACH_MIGRATE) {
                after(context);
            } else if (event == Event.AFTER_EACH_MIGRATE_ERROR) {
                session.rollBackItsOwn();
            }
        } catch (SQLException e) {
            throw new FlywayException(e.getMessage(), e);
        }
    }

    /// In a group Flyway itself would commit all of them at its end only. By now the migration that
    /// ran and its rows in both histories are written, and nothing of the next one is.
    private void commit(Connection connection) throws SQLException {
        // What is done on a lent session is committed at the end.
        if (!session.isLent()) {
            if (!ran.isEmpty() && !connection.getAutoCommit()) {
                connection.commit();
            }
            tell();
        }
    }

    /// What a migration sets for its session is not for the next one, which may come years later.
    /// Flyway puts the history's schema in front of the search path; migrations get what they would
    /// get from their own tool. Outside a transaction a lock timeout would leave half an index.
    private void before(Context context) throws SQLException {
        start = System.nanoTime();
        session.configureAgain(settings);
        if (context.getConnection().getAutoCommit()) {
            session.setLockTimeout(Duration.ZERO);
            Optional<Migration> migration = migration(context);
            if (migration.isPresent()) {
                Optional<String> other = indexes.makeWay(migration.get());
                if (other.isPresent()) {
                    complaint = Optional.of(inTheWay(migration.get(), other.get()));
                    throw new FlywayException("another index is in the way");
                }
            }
        }
    }

    private Optional<Migration> migration(Context context) {
        return Optional.ofNullable(byScript.get(context.getMigrationInfo().getScript()));
    }

    private void after(Context context) throws SQLException {
        Optional<Migration> migration = migration(context);
        session.commitItsOwn();
        if (migration.isPresent() && context.getConnection().getAutoCommit()) {
            List<String> invalid = indexes.invalid(migration.get());
            if (!invalid.isEmpty()) {
                complaint = Optional.of(invalid(migration.get(), invalid));
                throw new FlywayException("an index is invalid");
            }
        }
        session.setRole(settings);
        if (migration.isPresent()) {
            writer.record(List.of(migration.get()));
            ran.add(new Ran(migration.get(), Duration.ofNanos(System.nanoTime() - start)));
        }
    }

    /// Why this callback made Flyway stop; empty: it did not.
    Optional<Outcome> complaint() {
        return complaint;
    }

    private static Outcome inTheWay(Migration migration, String index) {
        return failed(
                migration,
                "there is an index %s already, and it is another".formatted(index),
                "Nothing was run. Rename or drop one of the two, and deploy again.");
    }

    private static Outcome invalid(Migration migration, List<String> indexes) {
        return failed(
                migration,
                "the build of %s ended, and it is invalid".formatted(String.join(", ", indexes)),
                "Nothing is in the history; the next start drops it and builds it again.");
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

    /// Tells of what was committed.
    void tell() {
        ran.forEach(done -> listener.applied(done.migration(), done.took()));
        ran.clear();
    }
}
