package io.migrate.migrator;

import io.migrate.migrator.command.Migrator;
import io.migrate.migrator.configuration.ConfigurationFiles;
import io.migrate.migrator.configuration.FlywayConfiguration;
import io.migrate.migrator.connection.Cancellation;
import io.migrate.migrator.connection.CancelledRun;
import io.migrate.migrator.folder.CopiedFolder;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.LinePrinter;
import io.migrate.migrator.report.Logs;
import io.migrate.migrator.report.Progress;
import io.migrate.migrator.report.Redaction;
import io.migrate.migrator.report.Result;
import io.migrate.migrator.report.TerminationMessage;
import io.migrate.migrator.report.UnexpectedFailure;
import io.migrate.migrator.settings.Choices;
import io.migrate.migrator.settings.Help;
import io.migrate.migrator.settings.Request;
import io.migrate.migrator.settings.Setting;
import io.migrate.migrator.settings.Settings;
import io.migrate.migrator.settings.SettingsParser;
import io.migrate.migrator.url.ConnectionTarget;
import io.migrate.migrator.url.DatabaseUrl;
import io.migrate.migrator.url.ParseResult;

import org.slf4j.Logger;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// One invocation of the program: what the environment and the arguments request, and how its
/// result is reported.
final class Invocation {
    private final Map<String, String> environment;
    private final PrintStream out;
    private final Choices.LogFormat standardFormat;
    private final Cancellation cancellation;
    private final RunReport report;

    /// @param environment the environment variables
    /// @param out receives the log, the help and the version
    /// @param standardFormat of the log, unless set otherwise
    /// @param cancellation cancels the run
    Invocation(
            Map<String, String> environment,
            PrintStream out,
            Choices.LogFormat standardFormat,
            Cancellation cancellation,
            RunReport report) {
        this.environment = environment;
        this.out = out;
        this.standardFormat = standardFormat;
        this.cancellation = cancellation;
        this.report = report;
    }

    /// A report for as long as the settings of the run are not known.
    static RunReport report(
            Map<String, String> environment, PrintStream out, Choices.LogFormat format) {
        return new RunReport(() ->
                new RunReport.Sink(
                        log(format, out, Redaction.none()),
                        terminationLog(environment),
                        Redaction.none()));
    }

    /// Runs the program.
    ///
    /// @return the exit code
    int run(List<String> arguments) {
        ParseResult database = DatabaseUrl.find(environment);
        var printer = new LinePrinter(out, redaction(database));
        Request request = SettingsParser.parse(withSchema(database), arguments);
        // Before the switch over types: see ADR 51.
        if (request instanceof Request.Run(Settings settings)) {
            return run(settings, database);
        }
        return switch (request) {
            case Request.Help() -> {
                out.print(Help.text(ExitCode.table()));
                yield ExitCode.DONE.code();
            }
            case Request.Version() -> {
                out.println(
                        "migrate-migrator "
                                + Optional.ofNullable(
                                                Main.class.getPackage().getImplementationVersion())
                                        .orElse("(not packaged)"));
                yield ExitCode.DONE.code();
            }
            case Request.Invalid(List<String> problems, Optional<Path> copy) -> {
                prepareNextCopy(copy);
                problems.forEach(printer::print);
                writeTerminationMessage(problems, printer);
                yield ExitCode.INVALID_CONFIGURATION.code();
            }
            case Request.Run(Settings settings) -> run(settings, database);
        };
    }

    private static Redaction redaction(ParseResult database) {
        return Redaction.of(secrets(database));
    }

    private static Redaction redaction(
            ParseResult database, Settings settings, FlywayConfiguration.Result flyway) {
        // Not a switch over types: see ADR 51.
        Settings all =
                flyway instanceof FlywayConfiguration.Result.Read(var configuration)
                        ? settings.with(configuration)
                        : settings;
        Collection<String> values = all.placeholders().secrets();
        return Redaction.of(Stream.concat(secrets(database).stream(), values.stream()).toList());
    }

    private static List<String> secrets(ParseResult database) {
        return database instanceof ParseResult.Valid(ConnectionTarget target)
                ? target.secretsToMask()
                : List.of();
    }

    /// Invalid settings define neither a log nor a path, so the path is read from the environment.
    private void writeTerminationMessage(List<String> problems, LinePrinter printer) {
        try {
            TerminationMessage.write(
                    terminationLog(environment),
                    Result.failed(
                            ExitCode.INVALID_CONFIGURATION, String.join("; ", problems) + ".", ""),
                    printer.redaction());
        } catch (IOException | InvalidPathException e) {
            printer.print("could not write the termination message: " + e.getMessage());
        }
    }

    private static Path terminationLog(Map<String, String> environment) {
        return Path.of(
                environment.getOrDefault(
                        Setting.TERMINATION_LOG.variable(),
                        Setting.TERMINATION_LOG.defaultValue()));
    }

    /// Uses the schema of a Prisma URL as the search path, unless a search path is set.
    private Map<String, String> withSchema(ParseResult database) {
        String variable = Setting.SEARCH_PATH.variable();
        boolean isSet = !environment.getOrDefault(variable, "").isBlank();
        if (isSet || !(database instanceof ParseResult.Valid(ConnectionTarget target))) {
            return environment;
        }
        var all = new HashMap<String, String>(environment);
        target.schema().ifPresent(schema -> all.put(variable, schema));
        return all;
    }

    /// Comes before anything that may fail: however the run ends, the next copy has to be possible.
    ///
    /// @return why folders stay as they are
    private static List<String> prepareNextCopy(Optional<Path> copy) {
        return copy.map(folder -> new CopiedFolder(folder).makeWritable()).orElse(List.of());
    }

    private int run(Settings settings, ParseResult database) {
        List<String> unchanged = prepareNextCopy(settings.copy());
        FlywayConfiguration.Result flyway =
                ConfigurationFiles.read(settings.dir(), settings.flyway().variables());
        Redaction redaction = redaction(database, settings, flyway);
        var printer = new LinePrinter(out, redaction);
        Logger log = log(settings.output().logFormat().orElse(standardFormat), out, redaction);
        report.to(() -> new RunReport.Sink(log, settings.output().terminationLog(), redaction));
        unchanged.forEach(log::debug);
        var _ = cancellation.during(reason -> CancelledRun.outcome(reason, settings));
        Result result = guarded(settings, flyway, database, log, printer);
        report.write(result);
        return result.outcome().exit().code();
    }

    private static Logger log(Choices.LogFormat format, PrintStream out, Redaction redaction) {
        return switch (format) {
            case JSON -> Logs.json(out, redaction);
            case TEXT -> Logs.text(out, redaction);
        };
    }

    private Result guarded(
            Settings settings,
            FlywayConfiguration.Result flyway,
            ParseResult database,
            Logger log,
            LinePrinter printer) {
        try {
            // Not a switch over types: see ADR 51.
            return flyway instanceof FlywayConfiguration.Result.Rejected(var problem, var advice)
                    ? Result.failed(ExitCode.NO_MIGRATIONS, problem, advice)
                    : result(
                            settings,
                            ((FlywayConfiguration.Result.Read) flyway).configuration(),
                            database,
                            log,
                            printer);
        } catch (RuntimeException | Error e) {
            report.makeRoom();
            return new Result(UnexpectedFailure.of(e), Progress.none());
        }
    }

    private Result result(
            Settings settings,
            FlywayConfiguration configuration,
            ParseResult database,
            Logger log,
            LinePrinter printer) {
        if (database instanceof ParseResult.Invalid(String problem)) {
            return Result.failed(ExitCode.INVALID_CONFIGURATION, problem, "");
        }
        ConnectionTarget target = ((ParseResult.Valid) database).target();
        target.notes().forEach(log::warn);
        return new Migrator(settings, configuration, target, cancellation, log, printer::print)
                .run();
    }
}
