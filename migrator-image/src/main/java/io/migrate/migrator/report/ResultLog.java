package io.migrate.migrator.report;

import org.slf4j.Logger;
import org.slf4j.spi.LoggingEventBuilder;

/// Logs the result of a run as the last line of its log. The fields have the same names as in the
/// termination message.
public final class ResultLog {
    private ResultLog() {}

    /// Logs a result: `INFO` if the run succeeded, else `ERROR`.
    public static void write(Result result, Logger log) {
        // Not a switch over types: see ADR 51.
        if (result.outcome() instanceof Outcome.Done(String message)) {
            fields(log.atInfo(), result).log(message);
        } else if (result.outcome() instanceof Outcome.MigrationFailed failed) {
            failure(fields(log.atError(), result), failed.failure()).log(text(failed));
        } else {
            fields(log.atError(), result).log(text(result.outcome()));
        }
    }

    private static LoggingEventBuilder fields(LoggingEventBuilder line, Result result) {
        ExitCode exit = result.outcome().exit();
        LoggingEventBuilder all =
                line.addKeyValue("outcome", exit.reason())
                        .addKeyValue("code", exit.code())
                        .addKeyValue("count", result.progress().applied().size())
                        .addKeyValue("millis", result.progress().took().toMillis())
                        .addKeyValue("lockWaitMillis", result.progress().waited().toMillis());
        int adopted = result.progress().adopted();
        all = adopted == 0 ? all : all.addKeyValue("adopted", adopted);
        return exit == ExitCode.DONE ? all : all.addKeyValue("help", exit.help());
    }

    private static LoggingEventBuilder failure(LoggingEventBuilder line, Outcome.Failure failure) {
        LoggingEventBuilder all = line.addKeyValue("script", failure.script());
        if (failure.line().isPresent()) {
            all = all.addKeyValue("line", failure.line().get());
        }
        if (failure.sqlState().isPresent()) {
            all = all.addKeyValue("sqlState", failure.sqlState().get());
        }
        return all;
    }

    private static String text(Outcome outcome) {
        return outcome.advice().isEmpty()
                ? outcome.message()
                : outcome.message() + " " + outcome.advice();
    }
}
