package io.migrate.webhook.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.grammar.Grammars;
import io.migrate.webhook.schema.Property;
import io.migrate.webhook.schema.Rule;
import io.migrate.webhook.schema.Schema;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The types of the migrator's environment variables, in the form of a container
/// (https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#environment-variables).
final class MigratorVariables {
    private static final Schema VALUE =
            new Schema.StringSchema(
                    "text of at most 4096 characters, without NUL", "[^\\x00]*", 4096);

    private static final Schema FIELD_PATH =
            new Schema.StringSchema(
                    "a field of the Pod like metadata.uid, spec.nodeName or"
                            + " metadata.labels['app']",
                    "metadata\\.(name|namespace|uid)"
                            + "|metadata\\.(labels|annotations)\\[\\x27[-./_a-zA-Z0-9]+\\x27\\]"
                            + "|spec\\.(nodeName|serviceAccountName)"
                            + "|status\\.(hostIPs?|podIPs?)",
                    340);

    private static final Schema RESOURCE =
            new Schema.StringSchema(
                    "a resource of the migrator like limits.memory",
                    "(limits|requests)\\.(cpu|memory|ephemeral-storage)",
                    63);

    private static final Property OPTIONAL =
            Property.optional(
                    "optional",
                    new Schema.BooleanSchema(),
                    "Whether the migrator starts without it, too.");

    private static final Schema VALUE_FROM =
            exactlyOne(
                    Property.optional(
                            "secretKeyRef", key("Secret"), "The key of a Secret with the value."),
                    Property.optional(
                            "configMapKeyRef",
                            key("ConfigMap"),
                            "The key of a ConfigMap with the value."),
                    Property.optional(
                            "fieldRef",
                            Schema.ObjectSchema.of(
                                    Property.required(
                                            "fieldPath", FIELD_PATH, "The path of the field.")),
                            "The field of the Pod with the value."),
                    Property.optional(
                            "resourceFieldRef",
                            Schema.ObjectSchema.of(
                                    Property.required(
                                            "resource", RESOURCE, "The name of the resource."),
                                    Property.optional(
                                            "divisor",
                                            new Schema.QuantitySchema(),
                                            "The unit of the value.")),
                            "The resource of the migrator with the value."));

    private static final Schema VARIABLE =
            new Schema.ObjectSchema(
                    List.of(
                            Property.required(
                                    "name", Grammars.OPEN_ENV_NAME, "The name of the variable."),
                            Property.optional(
                                    "value",
                                    VALUE,
                                    "The value. Unlike in a Pod, $(NAME) has no meaning in it."),
                            Property.optional(
                                    "valueFrom", VALUE_FROM, "Where kubelet finds the value.")),
                    List.of(Rule.exactlyOneOf(List.of("value", "valueFrom"))));

    private static final Schema SOURCE =
            new Schema.ObjectSchema(
                    List.of(
                            Property.required(
                                    "prefix",
                                    Grammars.OPEN_ENV_PREFIX,
                                    "The beginning of the variables' names; the keys of the object"
                                            + " follow."),
                            object("secretRef", "Secret"),
                            object("configMapRef", "ConfigMap")),
                    List.of(Rule.exactlyOneOf(List.of("secretRef", "configMapRef"))));

    private MigratorVariables() {}

    /// Single variables. Those of several layers are merged by name, as Kubernetes merges them.
    static Type<List<ObjectNode>> env() {
        return new Type<>(
                "settable by an annotation",
                _ -> Optional.empty(),
                new Schema.ArraySchema(VARIABLE, 0, 64, new Schema.ListType.Map("name")),
                MigratorVariables::read,
                all -> all.stream().map(MigratorVariables::name).collect(Collectors.joining(",")),
                MigratorVariables::merged);
    }

    /// All keys of an object.
    static Type<List<ObjectNode>> envFrom() {
        return Type.inPolicy(
                new Schema.ArraySchema(SOURCE, 0, 16, new Schema.ListType.Atomic()),
                MigratorVariables::read,
                all ->
                        all.stream()
                                .map(each -> each.path("prefix").asText() + "*")
                                .collect(Collectors.joining(",")));
    }

    private static Schema key(String kind) {
        return Schema.ObjectSchema.of(
                Property.required(
                        "name",
                        Grammars.SUBDOMAIN,
                        "Name of a %s in the Pod's namespace.".formatted(kind)),
                Property.required("key", Grammars.DATA_KEY, "Key within the %s.".formatted(kind)),
                OPTIONAL);
    }

    private static Property object(String field, String kind) {
        return Property.optional(
                field,
                Schema.ObjectSchema.of(
                        Property.required(
                                "name",
                                Grammars.SUBDOMAIN,
                                "Name of a %s in the Pod's namespace.".formatted(kind)),
                        OPTIONAL),
                "The %s whose keys become variables.".formatted(kind));
    }

    private static Schema exactlyOne(Property... properties) {
        return Schema.ObjectSchema.of(properties)
                .with(Rule.exactlyOneOf(Stream.of(properties).map(Property::name).toList()));
    }

    private static Optional<List<ObjectNode>> read(JsonNode array) {
        return Optional.of(array.valueStream().map(ObjectNode.class::cast).toList());
    }

    private static List<ObjectNode> merged(List<ObjectNode> weaker, List<ObjectNode> stronger) {
        var byName = new LinkedHashMap<String, ObjectNode>();
        Stream.of(weaker, stronger)
                .flatMap(List::stream)
                .forEach(each -> byName.put(name(each), each));
        return List.copyOf(byName.values());
    }

    private static String name(JsonNode variable) {
        return variable.path("name").asText();
    }
}
