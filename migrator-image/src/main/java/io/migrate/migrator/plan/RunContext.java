package io.migrate.migrator.plan;

import io.migrate.migrator.connection.Cancellation;
import io.migrate.migrator.connection.Connector;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Source;
import io.migrate.migrator.settings.Settings;
import io.migrate.migrator.url.ConnectionTarget;

import org.slf4j.Logger;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// The inputs of a run, shared by its steps.
///
/// @param source the migrations of the folder
/// @param cancellation cancels the run
/// @param log receives the log messages of the run
/// @param print receives the output of the command
public record RunContext(
        Source source,
        Settings settings,
        ConnectionTarget target,
        Cancellation cancellation,
        Logger log,
        Consumer<String> print) {

    /// The same with fewer migrations.
    ///
    /// @param excluded those that the run passes over
    public RunContext without(List<Migration> excluded) {
        return excluded.isEmpty()
                ? this
                : new RunContext(
                        source.without(excluded), settings, target, cancellation, log, print);
    }

    /// A connector to the target.
    public Connector connector() {
        return new Connector(target, settings, cancellation, log);
    }

    /// The role that reads and writes the histories.
    public String role() {
        return settings.role().orElse(target.user());
    }

    /// Starts the timeout of the run, if there is one.
    public void startTimeout() {
        Duration timeout = settings.timeouts().run();
        if (!timeout.isZero()) {
            cancellation.after(timeout);
        }
    }
}
