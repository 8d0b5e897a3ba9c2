package io.migrate.webhook.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The kinds of value that {@link Fields} uses.
final class Types {
    /// RFC 1123, as Kubernetes names containers and volumes.
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    /// RFC 1123, as Kubernetes names Secrets and ConfigMaps.
    private static final Pattern SUBDOMAIN =
            Pattern.compile("(?=.{1,253}$)[a-z0-9]([-.a-z0-9]*[a-z0-9])?");

    private static final Pattern DATA_KEY = Pattern.compile("(?!\\.{1,2}$)[-._a-zA-Z0-9]{1,253}");
    private static final Pattern ENV_NAME = Pattern.compile("[-._a-zA-Z][-._a-zA-Z0-9]{0,252}");

    private static final Pattern IMAGE =
            Pattern.compile(
                    "[a-zA-Z0-9][-._a-zA-Z0-9]*(:[0-9]+)?(/[-._a-zA-Z0-9]+)*(:[-._a-zA-Z0-9]+)?(@[a-z0-9]+:[a-f0-9]+)?");

    private Types() {}

    static Type<String> matching(Pattern pattern, String legal) {
        return Type.ofText(
                legal, text -> Optional.of(text).filter(pattern.asMatchPredicate()), text -> text);
    }

    static Type<String> image() {
        return matching(IMAGE, "an image reference like registry.example.com/team/name:tag");
    }

    static Type<String> envName() {
        return matching(ENV_NAME, "the name of an environment variable");
    }

    static Type<String> sqlName() {
        return Type.ofText(
                "a name of at most 63 bytes, without commas and control characters",
                text -> Optional.of(text).filter(Types::isSqlName),
                text -> text);
    }

    /// PostgreSQL cuts longer names silently (NAMEDATALEN), so that two of them would be one.
    private static boolean isSqlName(String name) {
        return !name.isEmpty()
                && name.getBytes(StandardCharsets.UTF_8).length <= 63
                && name.chars().noneMatch(c -> c < ' ' || c == 127 || c == ',');
    }

    /// A migration's version or name in the tool's own naming.
    static Type<String> version() {
        return matching(
                Pattern.compile("[^\\p{Cntrl}]{1,255}"),
                "a version or a name of at most 255 characters");
    }

    /// Enum constants, `golang-migrate` in an annotation, `GolangMigrate` in a policy.
    static <E extends Enum<E>> Type<E> choice(Class<E> type) {
        var kebab = new LinkedHashMap<String, E>();
        var camel = new LinkedHashMap<String, E>();
        for (E constant : type.getEnumConstants()) {
            String name = constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
            kebab.put(name, constant);
            camel.put(
                    Arrays.stream(name.split("-"))
                            .map(part ->
                                    part.substring(0, 1).toUpperCase(Locale.ROOT)
                                            + part.substring(1))
                            .collect(Collectors.joining()),
                    constant);
        }
        String legal = "one of " + String.join(", ", kebab.keySet());
        return Type.of(
                        legal,
                        text -> Optional.ofNullable(kebab.get(text)),
                        node -> Optional.ofNullable(camel.get(node.asText())),
                        value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .inPolicy("one of " + String.join(", ", camel.keySet()));
    }

    static Type<KeyRef> keyRef() {
        return Type.of(
                        "NAME/KEY, a Secret of the Pod's namespace and a key in it",
                        text -> {
                            String[] parts = text.split("/", -1);
                            return parts.length == 2
                                    ? keyRef(parts[0], parts[1])
                                    : Optional.empty();
                        },
                        node ->
                                onlyHas(node, "name", "key")
                                        ? keyRef(
                                                node.path("name").asText(),
                                                node.path("key").asText())
                                        : Optional.empty(),
                        KeyRef::toString)
                .inPolicy("an object with name and key");
    }

    private static Optional<KeyRef> keyRef(String name, String key) {
        return SUBDOMAIN.matcher(name).matches() && DATA_KEY.matcher(key).matches()
                ? Optional.of(new KeyRef(name, key))
                : Optional.empty();
    }

    /// A list whose members are written with commas between them in an annotation.
    static Type<List<String>> list(Type<String> member, String legal) {
        return Type.of(
                legal,
                text ->
                        members(
                                Arrays.stream(text.split(",", -1)).map(String::strip).toList(),
                                member),
                node -> {
                    if (!node.isArray()) {
                        return Optional.empty();
                    }
                    var texts = new ArrayList<String>();
                    node.forEach(each -> texts.add(each.isTextual() ? each.textValue() : ""));
                    return members(texts, member);
                },
                values -> String.join(",", values));
    }

    private static Optional<List<String>> members(List<String> texts, Type<String> member) {
        return texts.stream().allMatch(text -> member.parse().apply(text).isPresent())
                        && texts.stream().distinct().count() == texts.size()
                ? Optional.of(List.copyOf(texts))
                : Optional.empty();
    }

    /// References as Kubernetes lists them.
    static Type<List<String>> namedObjects(String legal) {
        return Type.of(
                legal,
                _ -> Optional.empty(),
                node -> {
                    var names = new ArrayList<String>();
                    node.forEach(each ->
                            names.add(onlyHas(each, "name") ? each.path("name").asText() : ""));
                    return node.isArray() && names.stream().allMatch(Types::isName)
                            ? Optional.of(List.copyOf(names))
                            : Optional.empty();
                },
                names -> String.join(",", names));
    }

    static Type<String> containerName() {
        return matching(LABEL, "the name of a container");
    }

    static Type<Position> position() {
        return Type.ofText(
                "before/NAME or after/NAME, naming an init container",
                text -> {
                    String[] parts = text.split("/", -1);
                    if (parts.length != 2 || !LABEL.matcher(parts[1]).matches()) {
                        return Optional.empty();
                    }
                    return switch (parts[0]) {
                        case "before" -> Optional.of(new Position.Before(parts[1]));
                        case "after" -> Optional.of(new Position.After(parts[1]));
                        default -> Optional.empty();
                    };
                },
                position ->
                        switch (position) {
                            case Position.Before(var anchor) -> "before/" + anchor;
                            case Position.After(var anchor) -> "after/" + anchor;
                        });
    }

    /// A raw object of Kubernetes' own shape, which the API server judges.
    static Type<ObjectNode> object(String legal) {
        return Type.of(
                legal,
                _ -> Optional.empty(),
                node -> node instanceof ObjectNode object ? Optional.of(object) : Optional.empty(),
                ObjectNode::toString);
    }

    static boolean isName(String text) {
        return SUBDOMAIN.matcher(text).matches();
    }

    static boolean isLabel(String text) {
        return LABEL.matcher(text).matches();
    }

    static boolean isImage(String text) {
        return IMAGE.matcher(text).matches();
    }

    static boolean onlyHas(JsonNode node, String... keys) {
        var allowed = List.of(keys);
        return node.isObject()
                && node.propertyStream().allMatch(each -> allowed.contains(each.getKey()));
    }
}
