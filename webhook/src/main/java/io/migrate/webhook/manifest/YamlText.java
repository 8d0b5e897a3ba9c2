package io.migrate.webhook.manifest;

import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator.Feature;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/// Writes YAML that all parsers read as the same tree.
final class YamlText {
    private static final ObjectMapper YAML =
            new ObjectMapper(
                    YAMLFactory.builder()
                            .stringQuotingChecker(new PlainText())
                            .disable(Feature.WRITE_DOC_START_MARKER)
                            .disable(Feature.SPLIT_LINES)
                            .enable(Feature.MINIMIZE_QUOTES)
                            .enable(Feature.INDENT_ARRAYS_WITH_INDICATOR)
                            .enable(Feature.ALLOW_LONG_KEYS)
                            .build());

    private YamlText() {}

    static String of(JsonNode tree) {
        var text = new StringWriter();
        try (var generator = (YAMLGenerator) YAML.createGenerator(text)) {
            YAML.writeTree(new LineBreaks(generator), tree);
        } catch (IOException e) {
            throw new UncheckedIOException("every tree can be written", e);
        }
        return text.toString();
    }

    /// Quotes text with line breaks other than `\n`, which quotes escape: in a block, YAML 1.1
    /// would turn each of them into `\n`.
    private static final class LineBreaks extends JsonGeneratorDelegate {
        private final YAMLGenerator yaml;

        LineBreaks(YAMLGenerator yaml) {
            super(yaml, false);
            this.yaml = yaml;
        }

        @Override
        public void writeString(String text) throws IOException {
            if (text.chars().anyMatch(each -> "\u0085\u2028\u2029".indexOf(each) >= 0)) {
                yaml.disable(YAMLGenerator.Feature.MINIMIZE_QUOTES);
                yaml.writeString(text);
                yaml.enable(YAMLGenerator.Feature.MINIMIZE_QUOTES);
            } else {
                yaml.writeString(text);
            }
        }
    }
}
