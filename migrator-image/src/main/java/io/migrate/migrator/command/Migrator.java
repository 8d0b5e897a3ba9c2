package io.migrate.migrator.command;

import io.migrate.migrator.configuration.FlywayConfiguration;
import io.migrate.migrator.connection.Cancellation;
import io.migrate.migrator.connection.CancelledRun;
import io.migrate.migrator.detection.FormatDetector;
import io.migrate.migrator.formats.ReadResult;
import io.migrate.migrator.formats.Source;
import io.migrate.migrator.plan.RunContext;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.report.Progress;
import io.migrate.migrator.report.Result;
import io.migrate.migrator.settings.Command.PodCommand;
import io.migrate.migrator.settings.Command.ShellCommand;
import io.migrate.migrator.settings.Settings;
import io.migrate.migrator.url.ConnectionTarget;

import org.slf4j.Logger;

import java.util.Optional;
import java.util.function.Consumer;

/// Runs one command on one folder and one database.
public final class Migrator {
    private final Settings settings;
    private final FlywayConfiguration configuration;
    private final ConnectionTarget target;
    private final Cancellation cancellation;
    private final Logger log;
    private final Consumer<String> print;

    /// A migrator for one run.
    ///
    /// @param configuration Flyway's own, for a folder of Flyway
    /// @param cancellation cancels the run
    /// @param log receives the log messages of the run
    /// @param print receives the output of the command
    public Migrator(
            Settings settings,
            FlywayConfiguration configuration,
            ConnectionTarget target,
            Cancellation cancellation,
            Logger log,
            Consumer<String> print) {
        this.settings = settings;
        this.configuration = configuration;
        this.target = target;
        this.cancellation = cancellation;
        this.log = log;
        this.print = print;
    }

    /// Runs the command. Failures that have an exit code are returned, not thrown.
    public Result run() {
        ReadResult result = read();
        // Before the switch over types: see ADR 51.
        if (result instanceof ReadResult.Found(Source source)) {
            return run(opened(source));
        }
        return switch (result) {
            case ReadResult.Found(Source source) -> run(opened(source));
            case ReadResult.Empty(String problem) -> empty(problem);
            case ReadResult.Unusable(String problem, String advice) ->
                    Result.failed(ExitCode.NO_MIGRATIONS, problem, advice);
            case ReadResult.Contradictory(String problem, String advice) ->
                    Result.failed(ExitCode.HISTORY_MISMATCH, problem, advice);
        };
    }

    /// Returns the result of the command if a quick look shows that there is nothing to do.
    /// Otherwise nothing is decided, whatever has been logged, and [#run] follows.
    public Optional<Result> look() {
        return settings.command() instanceof PodCommand
                        && read() instanceof ReadResult.Found(Source source)
                ? look(opened(source))
                : Optional.empty();
    }

    private Optional<Result> look(ConfiguredFolder folder) {
        return folder.refusal().isEmpty()
                ? new UpToDate(context(folder)).result()
                : Optional.empty();
    }

    private ConfiguredFolder opened(Source source) {
        var folder = new ConfiguredFolder(settings, configuration, source);
        folder.log(log);
        source.notes().forEach(log::warn);
        return folder;
    }

    private Result run(ConfiguredFolder folder) {
        return folder.refusal()
                .map(each -> new Result(each, Progress.none()))
                .orElseGet(() -> run(context(folder)));
    }

    /// The timeout of the run limits this on its own: waiting for the database does not count.
    private ReadResult read() {
        try (var _ = cancellation.during(reason -> CancelledRun.reading(reason, settings));
                var _ = cancellation.limit(settings.timeouts().run())) {
            return FormatDetector.read(
                    settings.dir(), settings.format(), configuration.layout(settings.layout()));
        }
    }

    private RunContext context(ConfiguredFolder folder) {
        return new RunContext(
                folder.source(), folder.effective(), target, cancellation, log, print);
    }

    private Result run(RunContext context) {
        // Not a switch over types, but one over each kind: see ADR 51.
        if (settings.command() instanceof PodCommand command) {
            return switch (command) {
                case MIGRATE -> new MigrateCommand(context).run();
                case VALIDATE -> new ValidateCommand(context).run();
                case WAIT -> new WaitCommand(context).run();
            };
        }
        return switch ((ShellCommand) settings.command()) {
            case INFO -> new InfoCommand(context).run();
            case REPAIR -> new RepairCommand(context).run();
            case BASELINE -> new BaselineCommand(context).run();
            case DRY_RUN -> new DryRunCommand(context).run();
        };
    }

    private Result empty(String problem) {
        return switch (settings.policy().emptySource()) {
            case ALLOW ->
                    new Result(new Outcome.Done("nothing to do: " + problem), Progress.none());
            case REFUSE ->
                    Result.failed(
                            ExitCode.NO_MIGRATIONS,
                            problem,
                            "Check the source and its path. If the folder is intentionally empty,"
                                    + " set MIGRATE_EMPTY_SOURCE=Allow.");
        };
    }
}
