package io.migrate.webhook.cli;

import io.migrate.webhook.manifest.Document;
import io.migrate.webhook.manifest.ManifestFormat;

import picocli.CommandLine.Option;

import java.util.List;

/// The option for the format of manifests.
final class ManifestOutput {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "yaml",
            description =
                    "yaml, documents separated by ---, or json, documents one after the other"
                            + " (default: ${DEFAULT-VALUE})")
    private ManifestFormat format;

    String write(List<Document> documents) {
        return format.write(documents.stream().map(Document::tree).toList());
    }
}
