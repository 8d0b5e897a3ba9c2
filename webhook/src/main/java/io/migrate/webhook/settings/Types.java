package io.migrate.webhook.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.grammar.Grammars;
import io.migrate.webhook.schema.Property;
import io.migrate.webhook.schema.Schema;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// The types of the values in {@link Fields}.
public final class Types {
    private Types() {}

    static Type<String> text(Schema.StringSchema grammar) {
        return Type.ofText(
                grammar.legal(),
                grammar,
                text -> Optional.of(text).filter(grammar::admits),
                text -> text);
    }

    /// Enum constants, `golang-migrate` in an annotation, `GolangMigrate` in a policy.
    public static <E extends Enum<E>> Type<E> choice(Class<E> type) {
        var kebab = new LinkedHashMap<String, E>();
        var camel = new LinkedHashMap<String, E>();
        for (E constant : type.getEnumConstants()) {
            kebab.put(kebab(constant), constant);
            camel.put(camel(constant), constant);
        }
        return Type.of(
                "one of " + String.join(", ", kebab.keySet()),
                text -> Optional.ofNullable(kebab.get(text)),
                new Schema.EnumSchema(List.copyOf(camel.keySet())),
                node -> Optional.ofNullable(camel.get(node.asText())),
                Types::kebab);
    }

    /// Returns the spelling in annotations and in the migrator's environment.
    private static String kebab(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Returns the spelling in policies.
    public static String camel(Enum<?> constant) {
        return Arrays.stream(constant.name().split("_"))
                .map(part -> part.charAt(0) + part.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    static Type<KeyRef> keyRef() {
        return Type.of(
                "NAME/KEY, a Secret in the Pod's namespace and a key in it",
                text -> {
                    String[] parts = text.split("/", -1);
                    return parts.length == 2 ? keyRef(parts[0], parts[1]) : Optional.empty();
                },
                keyRefSchema("Secret"),
                Types::readKeyRef,
                KeyRef::toString);
    }

    /// @param kind of the object that is referred to
    static Schema keyRefSchema(String kind) {
        return Schema.ObjectSchema.of(
                Property.required(
                        "name",
                        Grammars.SUBDOMAIN,
                        "Name of a %s in the Pod's namespace.".formatted(kind)),
                Property.required("key", Grammars.DATA_KEY, "Key within the %s.".formatted(kind)));
    }

    static Optional<KeyRef> readKeyRef(JsonNode node) {
        return keyRef(node.path("name").asText(), node.path("key").asText());
    }

    private static Optional<KeyRef> keyRef(String name, String key) {
        return Grammars.SUBDOMAIN.admits(name) && Grammars.DATA_KEY.admits(key)
                ? Optional.of(new KeyRef(name, key))
                : Optional.empty();
    }

    /// A list, which is comma-separated in an annotation.
    static Type<List<String>> list(
            Schema.StringSchema item,
            int minItems,
            int maxItems,
            Schema.ListType type,
            String legal) {
        return Type.of(
                legal,
                text -> items(Arrays.stream(text.split(",", -1)).map(String::strip).toList(), item),
                new Schema.ArraySchema(item, minItems, maxItems, type),
                node -> items(texts(node), item),
                values -> String.join(",", values));
    }

    /// A list of these words, which only a policy can set.
    public static Type<List<String>> words(List<String> words) {
        return Type.inPolicy(
                new Schema.ArraySchema(
                        new Schema.EnumSchema(words), 0, 32, new Schema.ListType.Atomic()),
                node -> Optional.of(texts(node)).filter(words::containsAll),
                values -> String.join(",", values));
    }

    private static Optional<List<String>> items(List<String> texts, Schema.StringSchema item) {
        return texts.stream().allMatch(item::admits)
                        && texts.stream().distinct().count() == texts.size()
                ? Optional.of(List.copyOf(texts))
                : Optional.empty();
    }

    static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    /// A list of references in the form of a Pod's `imagePullSecrets`.
    static Type<List<String>> namedObjects(String doc) {
        var reference = Schema.ObjectSchema.of(Property.required("name", Grammars.SUBDOMAIN, doc));
        return Type.inPolicy(
                new Schema.ArraySchema(reference, 0, 16, new Schema.ListType.Map("name")),
                node ->
                        Optional.of(
                                node.valueStream()
                                        .map(each -> each.path("name").asText())
                                        .toList()),
                names -> String.join(",", names));
    }

    static Type<Position> position() {
        return Type.ofText(
                Grammars.POSITION.legal(),
                Grammars.POSITION,
                text -> {
                    if (!Grammars.POSITION.admits(text)) {
                        return Optional.empty();
                    }
                    String anchor = text.substring(text.indexOf('/') + 1);
                    return Optional.of(
                            text.startsWith("before/")
                                    ? new Position.Before(anchor)
                                    : new Position.After(anchor));
                },
                position ->
                        switch (position) {
                            case Position.Before(var anchor) -> "before/" + anchor;
                            case Position.After(var anchor) -> "after/" + anchor;
                        });
    }

    /// An object of a Kubernetes type, which is copied into the Pod.
    static Type<ObjectNode> object(Schema.ObjectSchema schema) {
        return Type.inPolicy(
                schema,
                node -> node instanceof ObjectNode object ? Optional.of(object) : Optional.empty(),
                ObjectNode::toString);
    }
}
