package io.migrate.webhook.policy;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Labels for the Pod. The grammar is that of
/// https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/.
final class Labels {
    private static final String WORD = "[a-zA-Z0-9]([-._a-zA-Z0-9]{0,61}[a-zA-Z0-9])?";
    private static final Pattern KEY =
            Pattern.compile("((?=[^/]{1,253}/)[a-z0-9]([-.a-z0-9]*[a-z0-9])?/)?" + WORD);
    private static final Pattern VALUE = Pattern.compile("(" + WORD + ")?");

    private Labels() {}

    /// Labels merge by key: the stronger value of a key holds, the other keys stay.
    static Type<Map<String, String>> type() {
        return new Type<>(
                "a map of label keys to values",
                "a map of label keys to values",
                _ -> Optional.empty(),
                Labels::read,
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

    private static Optional<Map<String, String>> read(JsonNode node) {
        var labels = new TreeMap<String, String>();
        for (var each : node.properties()) {
            if (!KEY.matcher(each.getKey()).matches()
                    || !each.getValue().isTextual()
                    || !VALUE.matcher(each.getValue().textValue()).matches()) {
                return Optional.empty();
            }
            labels.put(each.getKey(), each.getValue().textValue());
        }
        return node.isObject() ? Optional.of(labels) : Optional.empty();
    }
}
