package io.migrate.webhook.manifest;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.List;
import java.util.stream.Collectors;

/// How documents are written.
public enum ManifestFormat {
    /// Documents are separated by `---`.
    YAML,
    /// Documents follow each other, as `kubectl` and `jq` read them.
    JSON;

    public String write(List<? extends JsonNode> trees) {
        return switch (this) {
            case YAML -> trees.stream().map(YamlText::of).collect(Collectors.joining("---\n"));
            case JSON -> trees.stream().map(JsonText::of).collect(Collectors.joining());
        };
    }
}
