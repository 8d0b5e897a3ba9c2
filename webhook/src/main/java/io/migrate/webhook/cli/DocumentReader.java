package io.migrate.webhook.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Reads the documents of one file, YAML or JSON.
final class DocumentReader {
    private static final YAMLFactory YAML =
            YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    /// The YAML parser tells of places in its message only, the last of them that of the mistake.
    private static final Pattern LINE = Pattern.compile("line (\\d+), column");

    private DocumentReader() {}

    /// What came of it.
    sealed interface Result {
        /// The documents, in order.
        record Read(List<Document> documents) implements Result {
            public Read {
                documents = List.copyOf(documents);
            }
        }

        /// None, and why.
        ///
        /// @param message file, line and what is wrong there
        record Broken(String message) implements Result {}
    }

    static Result read(String file, byte[] content) throws IOException {
        List<JsonNode> trees;
        try {
            trees = trees(content);
        } catch (JsonProcessingException e) {
            return new Result.Broken(
                    "%s: line %d: %s".formatted(file, line(e), what(e.getOriginalMessage())));
        }
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

    /// JSON is tried first where it may be, because YAML does not take all of it: tabs, for one.
    private static List<JsonNode> trees(byte[] content) throws IOException {
        if (firstCharacter(content) == '{') {
            try (var parser = JSON.createParser(content)) {
                return TreeReader.readAll(parser);
            } catch (JsonProcessingException _) {
                // YAML in braces, or broken: the YAML parser tells.
            }
        }
        try (var parser = YAML.createParser(content)) {
            return TreeReader.readAll(parser);
        }
    }

    private static int firstCharacter(byte[] content) {
        for (byte each : content) {
            if (!Character.isWhitespace(each)) {
                return each;
            }
        }
        return -1;
    }

    private static int line(JsonProcessingException e) {
        int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
        var match = LINE.matcher(e.getOriginalMessage());
        while (match.find()) {
            line = Integer.parseInt(match.group(1));
        }
        return line;
    }

    /// The sentences without the excerpts, which are indented.
    private static String what(String message) {
        return message.lines()
                .filter(each -> !each.startsWith(" ") && !each.isBlank())
                .collect(Collectors.joining(", "));
    }
}
