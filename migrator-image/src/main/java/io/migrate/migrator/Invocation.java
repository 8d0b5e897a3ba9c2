package io.migrate.migrator;

import io.migrate.migrator.connection.Cancellation;
import io.migrate.migrator.folder.CopiedFolder;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.LinePrinter;
import io.migrate.migrator.report.Redaction;
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

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
                        new LogOutput(out, format).log(Redaction.none()),
                        terminationLog(environment),
                        Redaction.none()));
    }

    /// Runs the program.
    ///
    /// @return the exit code
    int run(List<String> arguments) {
        report.keepRoom();
        ParseResult database = DatabaseUrl.find(environment);
        var printer = new LinePrinter(out, Redaction.of(ConfiguredRun.secrets(database)));
        Request request = SettingsParser.parse(withSchema(database), arguments);
        // Before the switch over types: see ADR 51.
        if (request instanceof Request.Run(Settings settings)) {
            return configured(settings, database).run(cancellation, report);
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
            case Request.Run(Settings settings) ->
                    configured(settings, database).run(cancellation, report);
        };
    }

    /// Looks quickly whether there is nothing to do, and reports that. Otherwise nothing has been
    /// decided or reported, and [#run] follows.
    ///
    /// @return the exit code
    Optional<Integer> look(List<String> arguments) {
        try {
            ParseResult database = DatabaseUrl.find(environment);
            return SettingsParser.parse(withSchema(database), arguments)
                            instanceof Request.Run(Settings settings)
                    ? configured(settings, database).look(cancellation, report)
                    : Optional.empty();
        } catch (RuntimeException | Error _) {
            // The run fails in the same way, and reports that.
            return Optional.empty();
        }
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

    private ConfiguredRun configured(Settings settings, ParseResult database) {
        List<String> unchanged = prepareNextCopy(settings.copy());
        ConfiguredRun run =
                ConfiguredRun.of(settings, database, new LogOutput(out, standardFormat));
        unchanged.forEach(run.log()::debug);
        report.to(run::sink);
        return run;
    }
}
