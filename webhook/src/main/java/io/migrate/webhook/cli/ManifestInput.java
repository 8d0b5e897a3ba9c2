package io.migrate.webhook.cli;

import io.migrate.webhook.manifest.Document;
import io.migrate.webhook.manifest.DocumentReader;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The option for the manifests to read.
final class ManifestInput {
    private static final String STDIN = "-";

    @Option(
            names = {"-f", "--filename"},
            paramLabel = "FILE",
            required = true,
            description =
                    "manifests to read, YAML or JSON, with any number of documents or a List; - is"
                            + " standard input; can be repeated")
    private List<String> files;

    /// The documents of all files, in order.
    ReadResult<List<Document>> read() {
        var documents = new ArrayList<Document>();
        var problems = new ArrayList<String>();
        for (String file : files) {
            try {
                switch (DocumentReader.read(file, content(file))) {
                    case DocumentReader.Result.Read(var read) -> documents.addAll(read);
                    case DocumentReader.Result.Broken(var message) -> problems.add(message);
                }
            } catch (IOException e) {
                problems.add(file + ": " + reason(e));
            }
        }
        return problems.isEmpty()
                ? new ReadResult.Valid<>(List.copyOf(documents))
                : new ReadResult.Invalid<>(problems);
    }

    private static byte[] content(String file) throws IOException {
        return file.equals(STDIN) ? System.in.readAllBytes() : Files.readAllBytes(Path.of(file));
    }

    /// Describes a failure: the JDK's message for a missing file is only its name.
    static String reason(IOException e) {
        return e instanceof NoSuchFileException
                ? "no such file or directory"
                : "cannot be read: " + e.getMessage();
    }
}
