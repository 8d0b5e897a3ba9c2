package io.migrate.webhook.settings;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.schema.Schema;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Labels for the Pod. The grammar is that of
/// https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/.
public final class Labels {
    private static final String WORD = "[a-zA-Z0-9]([-._a-zA-Z0-9]{0,61}[a-zA-Z0-9])?";

    /// The prefix has at most 253 characters, the name at most 63.
    public static final Schema.StringSchema KEY =
            new Schema.StringSchema(
                    "a label key like example.com/name",
                    "([a-z0-9]([-.a-z0-9]*[a-z0-9])?/)?" + WORD,
                    317);

    private static final Schema.StringSchema VALUE =
            new Schema.StringSchema(
                    "a label value of at most 63 letters, digits, -, _ and .",
                    "(" + WORD + ")?",
                    63);

    private Labels() {}

    /// Labels are merged by key: for each key, the value of the stronger layer applies.
    static Type<Map<String, String>> type() {
        return new Type<>(
                "settable by an annotation",
                _ -> Optional.empty(),
                new Schema.MapSchema(KEY, VALUE, 16),
                node -> Optional.of(read(node)),
                labels ->
                        labels.entrySet().stream()
                                .map(each -> each.getKey() + "=" + each.getValue())
                                .collect(Collectors.joining(",")),
                (weaker, stronger) -> {
                    var merged = new TreeMap<>(weaker);
                    merged.putAll(stronger);
                    return merged;
                });
    }

    private static Map<String, String> read(JsonNode node) {
        var labels = new TreeMap<String, String>();
        node.properties().forEach(each -> labels.put(each.getKey(), each.getValue().asText()));
        return labels;
    }
}
