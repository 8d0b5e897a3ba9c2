package io.migrate.migrator;

import io.migrate.migrator.command.Migrator;
import io.migrate.migrator.connection.Cancellation;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Logs;
import io.migrate.migrator.report.Progress;
import io.migrate.migrator.report.Result;
import io.migrate.migrator.report.ResultLog;
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
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The process: reads the environment and the arguments, runs the command and exits with its code.
public final class Main {
    /// Less than the default grace period of a Pod, 30 s.
    private static final Duration SIGNAL_PATIENCE = Duration.ofSeconds(20);

    private final Map<String, String> environment;
    private final PrintStream out;
    private final Choices.LogFormat standardFormat;
    private final Cancellation cancellation;

    private Main(
            Map<String, String> environment,
            PrintStream out,
            Choices.LogFormat standardFormat,
            Cancellation cancellation) {
        this.environment = environment;
        this.out = out;
        this.standardFormat = standardFormat;
        this.cancellation = cancellation;
    }

    static void main(String[] arguments) {
        disableDnsCache("networkaddress.cache.ttl");
        disableDnsCache("networkaddress.cache.negative.ttl");
        Logs.silenceDriver();
        var cancellation = new Cancellation();
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () ->
                                        cancellation.request(
                                                Cancellation.Reason.SIGNAL, SIGNAL_PATIENCE),
                                "signal"));
        int code = ExitCode.UNEXPECTED.code();
        try {
            code =
                    new Main(System.getenv(), System.out, byTerminal(), cancellation)
                            .run(List.of(arguments));
        } finally {
            cancellation.finish();
        }
        System.exit(code);
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
        return new Main(environment, out, Choices.LogFormat.JSON, cancellation).run(arguments);
    }

    private int run(List<String> arguments) {
        ParseResult database = DatabaseUrl.find(environment);
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
            case Request.Invalid(List<String> problems) -> {
                problems.forEach(out::println);
                writeTerminationMessage(problems);
                yield ExitCode.INVALID_CONFIGURATION.code();
            }
            case Request.Run(Settings settings) -> run(settings, database);
        };
    }

    /// Invalid settings define neither a log nor a path, so the path is read from the environment.
    private void writeTerminationMessage(List<String> problems) {
        String file =
                environment.getOrDefault(
                        Setting.TERMINATION_LOG.variable(), Setting.TERMINATION_LOG.defaultValue());
        try {
            TerminationMessage.write(
                    Path.of(file),
                    Result.failed(
                            ExitCode.INVALID_CONFIGURATION, String.join("; ", problems) + ".", ""));
        } catch (IOException | InvalidPathException e) {
            out.println("could not write the termination message: " + e.getMessage());
        }
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

    private int run(Settings settings, ParseResult database) {
        Logger log =
                switch (settings.output().logFormat().orElse(standardFormat)) {
                    case JSON -> Logs.json(out);
                    case TEXT -> Logs.text(out);
                };
        Result result = guarded(settings, database, log);
        ResultLog.write(result, log);
        try {
            TerminationMessage.write(settings.output().terminationLog(), result);
        } catch (IOException e) {
            log.warn("could not write the termination message: {}", e.getMessage());
        }
        return result.outcome().exit().code();
    }

    private Result guarded(Settings settings, ParseResult database, Logger log) {
        try {
            return result(settings, database, log);
        } catch (OutOfMemoryError _) {
            return new Result(UnexpectedFailure.outOfMemory(), Progress.none());
        } catch (RuntimeException e) {
            return new Result(UnexpectedFailure.of(e), Progress.none());
        }
    }

    private Result result(Settings settings, ParseResult database, Logger log) {
        return switch (database) {
            case ParseResult.Invalid(String problem) ->
                    Result.failed(ExitCode.INVALID_CONFIGURATION, problem, "");
            case ParseResult.Valid(ConnectionTarget target) -> {
                target.notes().forEach(log::warn);
                yield new Migrator(settings, target, cancellation, log, out::println).run();
            }
        };
    }
}
