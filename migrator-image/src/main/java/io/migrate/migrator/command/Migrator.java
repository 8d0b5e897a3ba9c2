package io.migrate.migrator.command;

import io.migrate.migrator.connection.Cancellation;
import io.migrate.migrator.connection.ConnectResult;
import io.migrate.migrator.connection.Connector;
import io.migrate.migrator.formats.FormatDetector;
import io.migrate.migrator.formats.ReadResult;
import io.migrate.migrator.formats.Source;
import io.migrate.migrator.plan.HistoryInspector;
import io.migrate.migrator.plan.HistoryTables;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.report.Progress;
import io.migrate.migrator.report.Result;
import io.migrate.migrator.settings.Settings;
import io.migrate.migrator.url.ConnectionTarget;

import org.slf4j.Logger;

import java.util.Locale;
import java.util.function.Consumer;

/// The door of this package: one folder, one database, one run.
public final class Migrator {
    private final Settings settings;
    private final ConnectionTarget target;
    private final Cancellation stop;
    private final Logger log;
    private final Consumer<String> print;

    /// A run that is about to start.
    ///
    /// @param stop ends it early
    /// @param log told what a person wants to know
    /// @param print receives what was asked to be shown
    public Migrator(
            Settings settings,
            ConnectionTarget target,
            Cancellation stop,
            Logger log,
            Consumer<String> print) {
        this.settings = settings;
        this.target = target;
        this.stop = stop;
        this.log = log;
        this.print = print;
    }

    /// Runs; never throws for anything that has an exit code of its own.
    public Result run() {
        return switch (FormatDetector.read(settings.dir(), settings.format())) {
            case ReadResult.Found(var source) -> {
                source.notes().forEach(log::warn);
                yield switch (settings.command()) {
                    case MIGRATE, VALIDATE, WAIT ->
                            new MigrateCommand(source, settings, target, stop, log).run();
                    case INFO ->
                            new ByHand(source, settings, target, looker(source), print).run(open());
                    case REPAIR, BASELINE ->
                            new ByHand(source, settings, target, looker(source), print)
                                    .run(openForLong());
                    case DRY_RUN ->
                            new DryRunCommand(source, settings, target, looker(source), stop, print)
                                    .run(openForLong());
                };
            }
            case ReadResult.Empty(String problem) ->
                    switch (settings.policy().emptySource()) {
                        case ALLOW ->
                                new Result(
                                        new Outcome.Done("nothing to do: " + problem),
                                        Progress.none());
                        case REFUSE ->
                                failed(
                                        ExitCode.NO_MIGRATIONS,
                                        problem,
                                        "Check source and path; if this is meant, set"
                                                + " MIGRATE_EMPTY_SOURCE=Allow.");
                    };
            case ReadResult.Unusable(String problem, String advice) ->
                    failed(ExitCode.NO_MIGRATIONS, problem, advice);
            case ReadResult.Contradictory(String problem, String advice) ->
                    failed(ExitCode.HISTORY_MISMATCH, problem, advice);
        };
    }

    private HistoryInspector looker(Source source) {
        return new HistoryInspector(source, settings, HistoryTables.of(source, settings), log);
    }

    private ConnectResult open() {
        return new Connector(target, settings, stop, log).open();
    }

    private ConnectResult openForLong() {
        return open().forMoreThanOneTransaction(
                        settings.command().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    private static Result failed(ExitCode exit, String message, String advice) {
        return new Result(new Outcome.Failed(exit, message, advice), Progress.none());
    }
}
