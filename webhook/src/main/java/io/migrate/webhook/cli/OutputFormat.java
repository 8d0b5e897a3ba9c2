package io.migrate.webhook.cli;

import picocli.CommandLine.Option;

import java.util.function.Supplier;

/// The option for the format of a report.
final class OutputFormat {
    /// A format for people or for programs.
    enum Value {
        JSON,
        TEXT
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text for people or json for machines (default: ${DEFAULT-VALUE})")
    private Value format;

    /// The report in the chosen format.
    String choose(Supplier<String> text, Supplier<String> json) {
        return switch (format) {
            case TEXT -> text.get();
            case JSON -> json.get();
        };
    }
}
