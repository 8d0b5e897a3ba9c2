package io.migrate.webhook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.migrate.webhook.manifest.Document;
import io.migrate.webhook.manifest.DocumentReader;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// One run of the command line, in this process.
record Run(int exit, String out, String err) {
    static Run of(String... args) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exit =
                Main.commandLine()
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err, true))
                        .execute(args);
        return new Run(exit, out.toString(), err.toString());
    }

    /// With this on standard input.
    static Run reading(String stdin, String... args) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)));
        try {
            return of(args);
        } finally {
            System.setIn(before);
        }
    }

    /// The documents on standard output.
    List<JsonNode> trees() throws IOException {
        return trees(out);
    }

    /// The one document on standard output, or an answer in JSON.
    JsonNode json() throws IOException {
        return new ObjectMapper().readTree(out);
    }

    static List<JsonNode> trees(String text) throws IOException {
        return switch (DocumentReader.read("test", text.getBytes(StandardCharsets.UTF_8))) {
            case DocumentReader.Result.Read(var documents) ->
                    documents.stream().<JsonNode>map(Document::tree).toList();
            case DocumentReader.Result.Broken(var message) -> throw new IOException(message);
        };
    }
}
