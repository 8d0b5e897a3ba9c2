package io.migrate.webhook.cli;

import io.migrate.webhook.log.Queue;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import picocli.CommandLine.Option;

import java.util.Locale;

/// The options for the log of a long-running process.
final class LogOptions {
    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            defaultValue = "json",
            description = "json or text (default: ${DEFAULT-VALUE})")
    private OutputFormat.Value format;

    /// Configures logging. Call it before any other logger is created: that is when logback.xml is
    /// read.
    ///
    /// @param owner the class that logs
    Logger logger(Class<?> owner) {
        System.setProperty("migrate.log", format.name().toLowerCase(Locale.ROOT));
        System.setProperty("migrate.log.way", "queue");
        return LoggerFactory.getLogger(owner);
    }

    /// Runs an action on SIGTERM, and then writes the lines that are still queued.
    static void atShutdown(Runnable action) {
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    action.run();
                                    Queue.end();
                                },
                                "shutdown"));
    }
}
