package io.migrate.webhook.cli;

import io.migrate.webhook.log.Queue;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import picocli.CommandLine.Option;

import java.util.Locale;

/// How a process that goes on writes its log.
final class LogOptions {
    private enum Form {
        JSON,
        TEXT
    }

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            defaultValue = "json",
            description = "json or text (default: ${DEFAULT-VALUE})")
    private Form form;

    /// To be called before any other logger is made: that is when logback.xml is read.
    Logger logger(Class<?> whose) {
        System.setProperty("migrate.log", form.name().toLowerCase(Locale.ROOT));
        System.setProperty("migrate.log.way", "queue");
        return LoggerFactory.getLogger(whose);
    }

    /// Does this when the process is told to end, and writes the last lines of the log after that.
    static void atEnd(Runnable last) {
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    last.run();
                                    Queue.end();
                                },
                                "end"));
    }
}
