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

/// The option that names what to read.
final class ManifestInput {
    private static final String STDIN = "-";

    @Option(
            names = {"-f", "--filename"},
            paramLabel = "FILE",
            required = true,
            description =
                    "manifests to read, YAML or JSON, with any number of documents or a List; - is"
                            + " standard input; may be given several times")
    private List<String> files;

    /// What came of reading.
    sealed interface Result {
        /// The documents of all files, in order.
        record Read(List<Document> documents) implements Result {
            public Read {
                documents = List.copyOf(documents);
            }
        }

        /// None, and why.
        ///
        /// @param problems one line each, of all files
        record Broken(List<String> problems) implements Result {
            public Broken {
                problems = List.copyOf(problems);
            }
        }
    }

    Result read() {
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
        return problems.isEmpty() ? new Result.Read(documents) : new Result.Broken(problems);
    }

    private static byte[] content(String file) throws IOException {
        return file.equals(STDIN) ? System.in.readAllBytes() : Files.readAllBytes(Path.of(file));
    }

    /// In words: the JDK's message for a missing file is its name.
    static String reason(IOException e) {
        return e instanceof NoSuchFileException
                ? "there is no such file"
                : "cannot be read: " + e.getMessage();
    }
}
