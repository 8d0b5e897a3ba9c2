package io.migrate.migrator;

import io.migrate.migrator.command.Migrator;
import io.migrate.migrator.configuration.ConfigurationFiles;
import io.migrate.migrator.configuration.FlywayConfiguration;
import io.migrate.migrator.connection.Cancellation;
import io.migrate.migrator.connection.CancelledRun;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.LinePrinter;
import io.migrate.migrator.report.Progress;
import io.migrate.migrator.report.Redaction;
import io.migrate.migrator.report.Result;
import io.migrate.migrator.report.UnexpectedFailure;
import io.migrate.migrator.settings.Settings;
import io.migrate.migrator.url.ConnectionTarget;
import io.migrate.migrator.url.ParseResult;

import org.slf4j.Logger;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A run whose settings are known, and with them how it reports.
///
/// @param flyway the configuration of Flyway that is beside them
/// @param redaction of everything that is printed
record ConfiguredRun(
        Settings settings,
        FlywayConfiguration.Result flyway,
        ParseResult database,
        Redaction redaction,
        LogOutput output) {
    /// @param output with the standard format of the log
    static ConfiguredRun of(Settings settings, ParseResult database, LogOutput output) {
        FlywayConfiguration.Result flyway =
                ConfigurationFiles.read(settings.dir(), settings.flyway().variables());
        return new ConfiguredRun(
                settings,
                flyway,
                database,
                redaction(settings, flyway, database),
                new LogOutput(output.out(), settings.output().logFormat().orElse(output.format())));
    }

    private static Redaction redaction(
            Settings settings, FlywayConfiguration.Result flyway, ParseResult database) {
        // Not a switch over types: see ADR 51.
        Settings all =
                flyway instanceof FlywayConfiguration.Result.Read(var configuration)
                        ? settings.with(configuration)
                        : settings;
        Collection<String> values = all.placeholders().secrets();
        return Redaction.of(Stream.concat(secrets(database).stream(), values.stream()).toList());
    }

    /// The passwords of the database that no output may contain.
    static List<String> secrets(ParseResult database) {
        return database instanceof ParseResult.Valid(ConnectionTarget target)
                ? target.secretsToMask()
                : List.of();
    }

    /// The log of the run.
    Logger log() {
        return output.log(redaction);
    }

    /// Where the result of the run is reported.
    RunReport.Sink sink() {
        return new RunReport.Sink(log(), settings.output().terminationLog(), redaction);
    }

    /// Runs the command and reports its result.
    ///
    /// @return the exit code
    int run(Cancellation cancellation, RunReport report) {
        var _ = cancellation.during(reason -> CancelledRun.outcome(reason, settings));
        Result result = guarded(cancellation, report);
        report.write(result);
        return result.outcome().exit().code();
    }

    /// Looks quickly whether there is nothing to do, and reports that. Otherwise nothing has been
    /// decided or reported.
    ///
    /// @return the exit code
    Optional<Integer> look(Cancellation cancellation, RunReport report) {
        // A run that follows logs the same again.
        var lines = new ByteArrayOutputStream();
        LogOutput buffer = output.to(new PrintStream(lines, false, StandardCharsets.UTF_8));
        Optional<Result> result =
                flyway instanceof FlywayConfiguration.Result.Read(var configuration)
                                && database instanceof ParseResult.Valid(var target)
                        ? migrator(
                                        configuration,
                                        target,
                                        cancellation,
                                        buffer.log(redaction),
                                        _ -> {})
                                .look()
                        : Optional.empty();
        result.ifPresent(each -> {
            output.out().writeBytes(lines.toByteArray());
            report.write(each);
        });
        return result.map(each -> each.outcome().exit().code());
    }

    private Result guarded(Cancellation cancellation, RunReport report) {
        try {
            // Not a switch over types: see ADR 51.
            return flyway instanceof FlywayConfiguration.Result.Rejected(var problem, var advice)
                    ? Result.failed(ExitCode.NO_MIGRATIONS, problem, advice)
                    : result(
                            ((FlywayConfiguration.Result.Read) flyway).configuration(),
                            cancellation);
        } catch (RuntimeException | Error e) {
            report.makeRoom();
            return new Result(UnexpectedFailure.of(e), Progress.none());
        }
    }

    private Result result(FlywayConfiguration configuration, Cancellation cancellation) {
        if (database instanceof ParseResult.Invalid(String problem)) {
            return Result.failed(ExitCode.INVALID_CONFIGURATION, problem, "");
        }
        ConnectionTarget target = ((ParseResult.Valid) database).target();
        var printer = new LinePrinter(output.out(), redaction);
        return migrator(configuration, target, cancellation, log(), printer::print).run();
    }

    private Migrator migrator(
            FlywayConfiguration configuration,
            ConnectionTarget target,
            Cancellation cancellation,
            Logger log,
            Consumer<String> print) {
        target.notes().forEach(log::warn);
        return new Migrator(settings, configuration, target, cancellation, log, print);
    }
}
