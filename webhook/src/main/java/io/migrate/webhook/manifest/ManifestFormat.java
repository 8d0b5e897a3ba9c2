package io.migrate.webhook.manifest;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.List;
import java.util.stream.Collectors;

/// The format of written manifests.
public enum ManifestFormat {
    /// Documents are separated by `---`.
    YAML,
    /// Documents are concatenated, as `kubectl` and `jq` read them.
    JSON;

    /// Writes documents.
    public String write(List<? extends JsonNode> trees) {
        return switch (this) {
            case YAML -> trees.stream().map(YamlText::of).collect(Collectors.joining("---\n"));
            case JSON -> trees.stream().map(JsonText::of).collect(Collectors.joining());
        };
    }
}
