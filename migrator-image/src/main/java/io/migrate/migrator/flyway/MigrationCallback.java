package io.migrate.migrator.flyway;

import io.migrate.migrator.connection.Cancellation;

import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

import java.sql.SQLException;
import java.util.Set;

/// Passes Flyway's events on, and stops a run that was canceled.
record MigrationCallback(MigrationSteps steps, Cancellation cancellation) implements Callback {
    private static final Set<Event> EVENTS =
            Set.of(
                    Event.BEFORE_EACH_MIGRATE,
                    Event.BEFORE_EACH_MIGRATE_STATEMENT,
                    Event.AFTER_EACH_MIGRATE,
                    Event.AFTER_EACH_MIGRATE_ERROR,
                    Event.AFTER_MIGRATE,
                    Event.AFTER_MIGRATE_ERROR);

    /// Flyway prepares the session for a callback. If the connection is lost, that would fail, and
    /// hide which migration lost it and why.
    @Override
    public boolean supports(Event event, Context context) {
        return EVENTS.contains(event) && !steps.isSessionClosed();
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
            switch (event) {
                case BEFORE_EACH_MIGRATE -> {
                    steps.commit(context);
                    stopIfCanceled();
                    steps.before(context);
                }
                case BEFORE_EACH_MIGRATE_STATEMENT -> {
                    // The statement before it has ended.
                    steps.beginStatement();
                    stopIfCanceled();
                }
                case AFTER_EACH_MIGRATE -> steps.after(context);
                case AFTER_EACH_MIGRATE_ERROR -> steps.failed();
                default -> steps.finish();
            }
        } catch (SQLException e) {
            throw new FlywayException(e.getMessage(), e);
        }
    }

    private void stopIfCanceled() {
        if (cancellation.isRequested()) {
            throw new FlywayException("canceled");
        }
    }
}
