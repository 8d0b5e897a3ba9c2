package io.migrate.webhook.cli;

import picocli.CommandLine.Option;

import java.util.List;

/// The option that says how manifests are written.
final class Output {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "yaml",
            description =
                    "yaml, documents separated by ---, or json, documents one after the other"
                            + " (default: ${DEFAULT-VALUE})")
    private Format format;

    String write(List<Document> documents) {
        return format.write(documents.stream().map(Document::tree).toList());
    }
}
