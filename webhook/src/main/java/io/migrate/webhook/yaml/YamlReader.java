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

/// Reads all documents of a text. A key that stands twice is an error.
public final class YamlReader {
    private static final YAMLFactory YAML =
            YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .loaderOptions(large())
                    .build();
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    /// The YAML parser tells of places in its message only, the last of them that of the mistake.
    private static final Pattern LINE = Pattern.compile("line (\\d+), column");

    private YamlReader() {}

    /// What came of it.
    public sealed interface Result {
        /// The documents, in order; empty ones are left out.
        record Read(List<JsonNode> documents) implements Result {
            public Read {
                documents = List.copyOf(documents);
            }
        }

        /// None, and why.
        ///
        /// @param line of the mistake, from 1
        /// @param what it is
        record Broken(int line, String what) implements Result {}
    }

    /// What `kustomize build` writes for a whole cluster is larger than the parser's 3 MiB.
    private static LoaderOptions large() {
        var options = new LoaderOptions();
        options.setCodePointLimit(64 * 1024 * 1024);
        return options;
    }

    /// Reads YAML or JSON.
    ///
    /// @throws IOException never of the text itself
    public static Result read(byte[] text) throws IOException {
        try {
            return new Result.Read(trees(text));
        } catch (JsonProcessingException e) {
            return new Result.Broken(line(e), what(e.getOriginalMessage()));
        }
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
