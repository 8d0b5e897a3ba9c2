package io.migrate.webhook.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.yaml.YamlReader;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Reads the YAML or JSON documents of one file.
public final class DocumentReader {
    private DocumentReader() {}

    /// The result of reading a file.
    public sealed interface Result {
        /// The file is valid.
        ///
        /// @param documents in order
        record Read(List<Document> documents) implements Result {
            /// Copies the collections.
            public Read {
                documents = List.copyOf(documents);
            }
        }

        /// The file is invalid.
        ///
        /// @param message the file, the line and the problem
        record Broken(String message) implements Result {}
    }

    /// Reads a file.
    ///
    /// @param file its name, for messages
    public static Result read(String file, byte[] content) throws IOException {
        return switch (YamlReader.read(content)) {
            case YamlReader.Result.Broken(var line, var what) ->
                    new Result.Broken("%s: line %d: %s".formatted(file, line, what));
            case YamlReader.Result.Read(var trees) -> documents(file, trees);
        };
    }

    private static Result documents(String file, List<JsonNode> trees) {
        var documents = new ArrayList<Document>();
        for (JsonNode tree : trees) {
            int number = documents.size() + 1;
            if (!(tree instanceof ObjectNode object)) {
                return new Result.Broken(
                        "%s: document %d: is not an object".formatted(file, number));
            }
            documents.add(new Document(file, number, object));
        }
        return new Result.Read(documents);
    }
}
