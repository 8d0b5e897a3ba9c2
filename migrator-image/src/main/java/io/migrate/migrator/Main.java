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

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.Security;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The process: reads the environment and the arguments, runs the command and exits with its code.
public final class Main {
    private final Map<String, String> environment;
    private final PrintStream out;
    private final Choices.LogFormat standardFormat;
    private final Cancellation cancellation;
    private final RunReport report;

    private Main(
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

    static void main(String[] arguments) {
        disableDnsCache("networkaddress.cache.ttl");
        disableDnsCache("networkaddress.cache.negative.ttl");
        Logs.silenceDriver();
        Choices.LogFormat format = byTerminal();
        RunReport report = report(System.getenv(), System.out, format);
        var cancellation = new Cancellation(report::abandon);
        if (!endsBySignal(cancellation)) {
            // A signal came before: the process is ending, and nothing has begun.
            return;
        }
        int code = ExitCode.UNEXPECTED.code();
        try {
            code =
                    new Main(System.getenv(), System.out, format, cancellation, report)
                            .run(List.of(arguments));
        } finally {
            cancellation.finish();
        }
        System.exit(code);
    }

    /// Lets a signal end the run.
    ///
    /// @return whether the process is not ending yet
    private static boolean endsBySignal(Cancellation cancellation) {
        try {
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(
                                    () -> cancellation.request(Cancellation.Reason.SIGNAL),
                                    "signal"));
            return true;
        } catch (IllegalStateException _) {
            return false;
        }
    }

    /// A report for as long as the settings of the run are not known.
    private static RunReport report(
            Map<String, String> environment, PrintStream out, Choices.LogFormat format) {
        return new RunReport(() ->
                new RunReport.Sink(
                        log(format, out, Redaction.none()),
                        terminationLog(environment),
                        Redaction.none()));
    }

    /// Disables a DNS cache of Java. Each attempt must resolve the host name, because an address
    /// may change after a failover. The image sets this property in its `java.security`; setting it
    /// here takes 20 ms, because Java logs the change and searches every JAR file for a logger.
    private static void disableDnsCache(String property) {
        if (!"0".equals(Security.getProperty(property))) {
            Security.setProperty(property, "0");
        }
    }

    private static Choices.LogFormat byTerminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
                ? Choices.LogFormat.TEXT
                : Choices.LogFormat.JSON;
    }

    /// Runs the program and returns its exit code instead of exiting the process.
    ///
    /// @param environment the environment variables
    /// @param arguments the command line
    /// @param out receives the log (JSON unless set otherwise), the help and the version
    /// @param cancellation cancels the run
    /// @return the exit code
    public static int run(
            Map<String, String> environment,
            List<String> arguments,
            PrintStream out,
            Cancellation cancellation) {
        Choices.LogFormat format = Choices.LogFormat.JSON;
        return new Main(environment, out, format, cancellation, report(environment, out, format))
                .run(arguments);
    }

    private int run(List<String> arguments) {
        ParseResult database = DatabaseUrl.find(environment);
        var printer = new LinePrinter(out, redaction(database));
        return switch (SettingsParser.parse(withSchema(database), arguments)) {
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
        Collection<String> values =
                switch (flyway) {
                    case FlywayConfiguration.Result.Read(FlywayConfiguration configuration) ->
                            settings.with(configuration).placeholders().secrets();
                    case FlywayConfiguration.Result.Rejected _ -> settings.placeholders().secrets();
                };
        return Redaction.of(Stream.concat(secrets(database).stream(), values.stream()).toList());
    }

    private static List<String> secrets(ParseResult database) {
        return switch (database) {
            case ParseResult.Valid(ConnectionTarget target) -> target.secretsToMask();
            case ParseResult.Invalid _ -> List.of();
        };
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
            return switch (flyway) {
                case FlywayConfiguration.Result.Rejected(String problem, String advice) ->
                        Result.failed(ExitCode.NO_MIGRATIONS, problem, advice);
                case FlywayConfiguration.Result.Read(FlywayConfiguration configuration) ->
                        result(settings, configuration, database, log, printer);
            };
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
        return switch (database) {
            case ParseResult.Invalid(String problem) ->
                    Result.failed(ExitCode.INVALID_CONFIGURATION, problem, "");
            case ParseResult.Valid(ConnectionTarget target) -> {
                target.notes().forEach(log::warn);
                yield new Migrator(
                                settings, configuration, target, cancellation, log, printer::print)
                        .run();
            }
        };
    }
}
