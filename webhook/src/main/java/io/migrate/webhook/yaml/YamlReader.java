package io.migrate.webhook.yaml;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

import org.yaml.snakeyaml.LoaderOptions;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Reads all documents of a YAML or JSON text. A duplicate key is an error.
public final class YamlReader {
    private static final YAMLFactory YAML =
            YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .loaderOptions(large())
                    .build();
    private static final JsonFactory JSON =
            Json.factory().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    /// The YAML parser reports positions only in its message; the last one is that of the error.
    private static final Pattern LINE = Pattern.compile("line (\\d+), column");

    private YamlReader() {}

    /// The result of reading.
    public sealed interface Result {
        /// The documents in order, without empty ones.
        record Read(List<JsonNode> documents) implements Result {
            /// Copies the collections.
            public Read {
                documents = List.copyOf(documents);
            }
        }

        /// The text is malformed.
        ///
        /// @param line of the error, from 1
        /// @param what the parser reports
        record Broken(int line, String what) implements Result {}
    }

    /// Raises the parser's limit of 3 MiB, which the output of `kustomize build` for a whole
    /// cluster exceeds.
    private static LoaderOptions large() {
        var options = new LoaderOptions();
        options.setCodePointLimit(64 * 1024 * 1024);
        return options;
    }

    /// Reads YAML or JSON.
    ///
    /// @throws IOException never because of the text itself
    public static Result read(byte[] text) throws IOException {
        try {
            return new Result.Read(trees(text));
        } catch (JsonProcessingException e) {
            return new Result.Broken(line(e), what(e.getOriginalMessage()));
        }
    }

    /// Tries JSON first for text in braces, because YAML does not accept all JSON, such as tabs.
    private static List<JsonNode> trees(byte[] content) throws IOException {
        if (firstCharacter(content) == '{') {
            try (var parser = JSON.createParser(content)) {
                return TreeReader.readAll(parser);
            } catch (JsonProcessingException _) {
                // YAML in braces, or malformed: the YAML parser reports the error.
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

    /// Returns the message without the excerpts, which are indented.
    private static String what(String message) {
        return message.lines()
                .filter(each -> !each.startsWith(" ") && !each.isBlank())
                .collect(Collectors.joining(", "));
    }
}
