package io.migrate.migrator;

import io.migrate.migrator.command.Migrator;
import io.migrate.migrator.connection.Cancellation;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Logs;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.report.Progress;
import io.migrate.migrator.report.Result;
import io.migrate.migrator.report.TerminationMessage;
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
import org.slf4j.spi.LoggingEventBuilder;

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

/// The process: environment and arguments in, exit code out. Everything is wired here, by hand.
public final class Main {
    /// Within kubelet's grace period of 30 s.
    private static final Duration PATIENCE_AFTER_SIGNAL = Duration.ofSeconds(20);

    private final Map<String, String> environment;
    private final PrintStream out;
    private final Choices.LogFormat standardFormat;
    private final Cancellation stop;

    private Main(
            Map<String, String> environment,
            PrintStream out,
            Choices.LogFormat standardFormat,
            Cancellation stop) {
        this.environment = environment;
        this.out = out;
        this.standardFormat = standardFormat;
        this.stop = stop;
    }

    static void main(String[] arguments) {
        remembersNoAddress("networkaddress.cache.ttl");
        remembersNoAddress("networkaddress.cache.negative.ttl");
        Logs.silenceDriver();
        var stop = new Cancellation();
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () ->
                                        stop.request(
                                                Cancellation.Reason.SIGNAL, PATIENCE_AFTER_SIGNAL),
                                "signal"));
        int code = ExitCode.UNEXPECTED.code();
        try {
            code =
                    new Main(System.getenv(), System.out, byTerminal(), stop)
                            .run(List.of(arguments));
        } finally {
            stop.finish();
        }
        System.exit(code);
    }

    /// An address may be another one a moment later: after a failover, or while DNS catches up. The
    /// image's own Java has it in its `java.security`: to set it here takes 20 ms, as Java tells it
    /// to a logger, which it looks for in every jar.
    private static void remembersNoAddress(String property) {
        if (!"0".equals(Security.getProperty(property))) {
            Security.setProperty(property, "0");
        }
    }

    private static Choices.LogFormat byTerminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
                ? Choices.LogFormat.TEXT
                : Choices.LogFormat.JSON;
    }

    /// The whole program without the process around it.
    ///
    /// @param environment the variables
    /// @param arguments the command line
    /// @param out receives the log (JSON unless set otherwise), the help, the version
    /// @param stop ends it early
    /// @return the exit code
    public static int run(
            Map<String, String> environment,
            List<String> arguments,
            PrintStream out,
            Cancellation stop) {
        return new Main(environment, out, Choices.LogFormat.JSON, stop).run(arguments);
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
                leave(problems);
                yield ExitCode.INVALID_CONFIGURATION.code();
            }
            case Request.Run(Settings settings) -> run(settings, database);
        };
    }

    /// Where settings are wrong there is no log yet, and where the message goes is one of them.
    private void leave(List<String> problems) {
        String file =
                environment.getOrDefault(
                        Setting.TERMINATION_LOG.variable(), Setting.TERMINATION_LOG.defaultValue());
        try {
            TerminationMessage.write(
                    Path.of(file),
                    new Result(
                            new Outcome.Failed(
                                    ExitCode.INVALID_CONFIGURATION,
                                    String.join("; ", problems) + ".",
                                    ""),
                            Progress.none()));
        } catch (IOException | InvalidPathException e) {
            out.println("the termination message could not be written: " + e.getMessage());
        }
    }

    /// The schema that a URL of Prisma names is the search path, unless there is another.
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
        tell(result, log);
        try {
            TerminationMessage.write(settings.output().terminationLog(), result);
        } catch (IOException e) {
            log.warn("the termination message could not be written: {}", e.getMessage());
        }
        return result.outcome().exit().code();
    }

    /// A defect of ours is told by its place; messages of exceptions that nobody expected may hold
    /// anything.
    private Result guarded(Settings settings, ParseResult database, Logger log) {
        try {
            return result(settings, database, log);
        } catch (OutOfMemoryError _) {
            long mebibytes = Runtime.getRuntime().maxMemory() >> 20;
            return new Result(
                    new Outcome.Failed(
                            ExitCode.UNEXPECTED,
                            "%d MiB of heap are not enough.".formatted(mebibytes),
                            "Give the migrator more memory (migrator.resources in the policy), or"
                                    + " cut the largest file: it is in memory twice or more."),
                    Progress.none());
        } catch (RuntimeException e) {
            StackTraceElement[] trace = e.getStackTrace();
            return new Result(
                    new Outcome.Failed(
                            ExitCode.UNEXPECTED,
                            "unexpected %s at %s."
                                    .formatted(
                                            e.getClass().getName(),
                                            trace.length == 0 ? "an unknown place" : trace[0]),
                            "This is a defect of the migrator; please report it."),
                    Progress.none());
        }
    }

    private Result result(Settings settings, ParseResult database, Logger log) {
        return switch (database) {
            case ParseResult.Invalid(String problem) ->
                    new Result(
                            new Outcome.Failed(ExitCode.INVALID_CONFIGURATION, problem, ""),
                            Progress.none());
            case ParseResult.Valid(ConnectionTarget target) -> {
                target.notes().forEach(log::warn);
                yield new Migrator(settings, target, stop, log, out::println).run();
            }
        };
    }

    private static void tell(Result result, Logger log) {
        Outcome outcome = result.outcome();
        switch (outcome) {
            case Outcome.Done(String message) -> ended(log.atInfo(), result).log(message);
            case Outcome.Failed _ -> ended(log.atError(), result).log(told(outcome));
            case Outcome.MigrationFailed(_, Outcome.Failure failure, _) -> {
                LoggingEventBuilder line =
                        ended(log.atError(), result).addKeyValue("script", failure.script());
                if (failure.line().isPresent()) {
                    line = line.addKeyValue("line", failure.line().get());
                }
                if (failure.sqlState().isPresent()) {
                    line = line.addKeyValue("sqlState", failure.sqlState().get());
                }
                line.log(told(outcome));
            }
        }
    }

    /// The fields of the last line, named as in the termination message.
    private static LoggingEventBuilder ended(LoggingEventBuilder line, Result result) {
        ExitCode exit = result.outcome().exit();
        LoggingEventBuilder all =
                line.addKeyValue("outcome", exit.reason())
                        .addKeyValue("code", exit.code())
                        .addKeyValue("count", result.progress().applied().size())
                        .addKeyValue("millis", result.progress().took().toMillis())
                        .addKeyValue("lockWaitMillis", result.progress().waited().toMillis());
        return exit == ExitCode.DONE ? all : all.addKeyValue("help", exit.help());
    }

    private static String told(Outcome outcome) {
        return outcome.advice().isEmpty()
                ? outcome.message()
                : outcome.message() + " " + outcome.advice();
    }
}
