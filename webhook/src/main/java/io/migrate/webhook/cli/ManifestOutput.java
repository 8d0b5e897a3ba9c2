package io.migrate.webhook.cli;

import io.migrate.webhook.manifest.Document;
import io.migrate.webhook.manifest.ManifestFormat;

import picocli.CommandLine.ExitCode;
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

    /// Writes the manifests to standard output, or only the refusals to standard error, if there
    /// are any.
    ///
    /// @return the exit code
    int write(List<Document> documents, List<String> refusals, Console console) {
        refusals.forEach(console::error);
        return refusals.isEmpty()
                ? console.write(format.write(documents.stream().map(Document::tree).toList()))
                : ExitCode.SOFTWARE;
    }
}
