package io.migrate.webhook.settings;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.schema.Property;
import io.migrate.webhook.schema.Rule;
import io.migrate.webhook.schema.Schema;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The type of `run.placeholders`: a list in the form of a container's `env` in a policy,
/// `NAME=VALUE,…` in an annotation. Flyway ignores the case of a name, and so does this.
public final class Placeholders {
    /// The prefix of the migrator's variable with the value of one placeholder.
    public static final String VARIABLE = "MIGRATE_PLACEHOLDER_";

    private static final int MOST = 64;

    private static final Schema.StringSchema NAME =
            new Schema.StringSchema(
                    "a name of at most 63 letters, digits, -, _ and .",
                    "[A-Za-z0-9_][-._A-Za-z0-9]*",
                    63);

    private static final Schema.StringSchema VALUE =
            new Schema.StringSchema(
                    "a text of at most 4,096 characters without control characters",
                    "[^\\x00-\\x1f\\x7f]*",
                    4096);

    private static final Schema.ObjectSchema ITEM =
            Schema.ObjectSchema.of(
                            Property.required(
                                    "name",
                                    NAME,
                                    "The name of the placeholder: env for ${env}. Upper and lower"
                                            + " case make a difference for goose only."),
                            Property.optional("value", VALUE, "The value."),
                            Property.optional(
                                    "valueFrom",
                                    Schema.ObjectSchema.of(
                                            Property.required(
                                                    "secretKeyRef",
                                                    Types.keyRefSchema("Secret"),
                                                    "The Secret and key that hold the value.")),
                                    "Where the value is, if it is not written here."))
                    .with(
                            new Rule(
                                    "has(self.value) != has(self.valueFrom)",
                                    "exactly one of value, valueFrom must be set",
                                    item -> item.has("value") != item.has("valueFrom")));

    private Placeholders() {}

    /// The value of a placeholder. Only the migrator's container receives it; it is in no message,
    /// Event or status.
    public sealed interface Value {
        /// Written in a policy or an annotation.
        record Text(String value) implements Value {
            /// Without the value, as a placeholder may hold anything.
            @Override
            public String toString() {
                return "Text[…]";
            }
        }

        /// In a Secret in the Pod's namespace.
        record Secret(KeyRef key) implements Value {}
    }

    static Type<Map<String, Value>> type() {
        return new Type<>(
                "a comma-separated list of distinct NAME=VALUE, each a name of at most 63 letters,"
                        + " digits, -, _ and .",
                Placeholders::parse,
                new Schema.ArraySchema(ITEM, 0, MOST, new Schema.ListType.Map("name")),
                node -> Optional.of(read(node)),
                Placeholders::text,
                (weaker, stronger) -> {
                    var merged = byName();
                    merged.putAll(weaker);
                    // The spelling of the stronger name remains.
                    stronger.keySet().forEach(merged::remove);
                    merged.putAll(stronger);
                    return merged;
                });
    }

    private static Map<String, Value> byName() {
        return new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    }

    private static Optional<Map<String, Value>> parse(String text) {
        var values = byName();
        String[] items = text.split(",", -1);
        for (String each : items) {
            int equals = each.indexOf('=');
            String name = each.substring(0, Math.max(equals, 0)).strip();
            String value = each.substring(equals + 1);
            if (!NAME.admits(name)
                    || !VALUE.admits(value)
                    || values.put(name, new Value.Text(value)) != null) {
                return Optional.empty();
            }
        }
        return values.size() <= MOST ? Optional.of(values) : Optional.empty();
    }

    private static Map<String, Value> read(JsonNode list) {
        var values = byName();
        list.forEach(item -> {
            String name = item.path("name").asText();
            values.remove(name);
            values.put(name, value(item));
        });
        return values;
    }

    private static Value value(JsonNode item) {
        return Types.readKeyRef(item.path("valueFrom").path("secretKeyRef"))
                .<Value>map(Value.Secret::new)
                .orElseGet(() -> new Value.Text(item.path("value").asText()));
    }

    /// The names, and where their values are: a value that is written out is not shown.
    private static String text(Map<String, Value> values) {
        return values.entrySet().stream()
                .map(each ->
                        switch (each.getValue()) {
                            case Value.Text _ -> each.getKey() + "=***";
                            case Value.Secret(KeyRef key) ->
                                    "%s from Secret %s".formatted(each.getKey(), key);
                        })
                .collect(joining(", "));
    }

    /// Whether a value in this field may never be shown, also if it is not legal.
    ///
    /// @param path of a field of a policy, or of something below it
    public static boolean isHidden(String path) {
        return path.toLowerCase(Locale.ROOT)
                .contains(RunFields.PLACEHOLDERS.name().toLowerCase(Locale.ROOT));
    }
}
