package io.migrate.e2e;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.grammar.Grammars;
import io.migrate.webhook.schema.Schema;
import io.migrate.webhook.settings.ApplicationFields;
import io.migrate.webhook.settings.DatabaseFields;
import io.migrate.webhook.settings.Field;
import io.migrate.webhook.settings.Fields;
import io.migrate.webhook.settings.Placeholders;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What the chart for applications knows of the webhook's settings: a template, and a table in its
/// README. Both are written from the registry.
final class AppChartRegistry {
    private static final String URL_SECRET = DatabaseFields.URL_SECRET.name();

    /// How a value may be written besides the annotation's text.
    private enum Form {
        TEXT(""),
        LIST(", separated by commas; or a YAML list"),
        PLACEHOLDERS("; or a YAML list of `{name: …, value: …}`"),
        SECRET("; or `{name: …, key: …}`");

        private final String alternative;

        Form(String alternative) {
            this.alternative = alternative;
        }

        static Form of(Field<?> field) {
            return switch (field.type().schema()) {
                case Schema.ArraySchema(Schema.StringSchema _, _, _, _) -> LIST;
                case Schema.ArraySchema _ -> PLACEHOLDERS;
                case Schema.ObjectSchema union when union.find("key").isPresent() -> SECRET;
                default -> TEXT;
            };
        }
    }

    private AppChartRegistry() {}

    /// The template `migrate-io-app.registry`.
    static String template() {
        return """
        {{/*
        The webhook's registry of settings. Written by:
          make refresh MODULE=e2e TEST=AppChartRegistryTest
        */}}
        {{- define "migrate-io-app.registry" -}}
        secret: %s
        placeholder: %s
        variables: [%s]
        groups: [%s]
        settings:
        %spolicyOnly:
        %s{{- end -}}
        """
                .formatted(
                        secret(),
                        Placeholders.VARIABLE,
                        String.join(", ", variables()),
                        groups().collect(joining(", ")),
                        lines(
                                Stream.concat(
                                        optIn(),
                                        Fields.annotated().map(AppChartRegistry::setting))),
                        lines(policyOnly()));
    }

    /// The table of values.
    static String table() {
        return Fields.annotated()
                .map(field ->
                        "| `%s` | %s | %s%s | `%s` |\n"
                                .formatted(
                                        field.name(),
                                        variable(field).map("`%s`"::formatted).orElse(""),
                                        field.type().legal(),
                                        Form.of(field).alternative,
                                        field.annotation().orElseThrow()))
                .collect(
                        joining(
                                "",
                                """
                                | `migration.…` | the same in `env` | value | `migrate.io/…` |
                                | --- | --- | --- | --- |
                                | `enabled` | | `true` or `false`; with `false`, there are no annotations | `enabled` |
                                | `policy` | | names of policies in the Pod's namespace, separated by commas; or a list | `policy` |
                                """,
                                ""));
    }

    private static String lines(Stream<ObjectNode> entries) {
        return entries.map(each -> "  - " + each + "\n").collect(joining());
    }

    private static ObjectNode secret() {
        String[] parts = DatabaseFields.URL_SECRET.builtIn().orElseThrow().text().split("/", -1);
        return JsonNodeFactory.instance.objectNode().put("name", parts[0]).put("key", parts[1]);
    }

    private static Stream<String> groups() {
        return Fields.annotated()
                .map(Field::name)
                .filter(name -> name.contains("."))
                .map(name -> name.substring(0, name.lastIndexOf('.')))
                .distinct();
    }

    private static List<String> variables() {
        return Fields.annotated().flatMap(field -> variable(field).stream()).toList();
    }

    /// The variable of the migrator in which the value is passed.
    private static Optional<String> variable(Field<?> field) {
        return field.name().equals(URL_SECRET) ? ApplicationFields.ENV_NAME.builtIn() : field.env();
    }

    private static Stream<ObjectNode> optIn() {
        ObjectNode policy = entry("policy", "policy", Form.LIST);
        policy.put("legal", "a comma-separated list of distinct policy names");
        return Stream.of(entry("enabled", "enabled", Form.TEXT), grammar(policy, Grammars.LABEL));
    }

    private static ObjectNode entry(String path, String annotation, Form form) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("path", path)
                .put("annotation", annotation)
                .put("form", form.name().toLowerCase(Locale.ROOT));
    }

    private static ObjectNode setting(Field<?> field) {
        ObjectNode entry = entry(field.name(), field.annotation().orElseThrow(), Form.of(field));
        variable(field).ifPresent(name -> entry.put("env", name));
        entry.put("legal", field.type().legal());
        return grammar(entry, field.type().schema());
    }

    private static ObjectNode grammar(ObjectNode entry, Schema schema) {
        return switch (schema) {
            case Schema.StringSchema text ->
                    entry.put("pattern", text.pattern().pattern())
                            .put(
                                    switch (text.measure()) {
                                        case BYTES -> "maxBytes";
                                        case CHARACTERS -> "maxCharacters";
                                    },
                                    text.maxLength());
            case Schema.DurationSchema duration ->
                    entry.put("pattern", duration.pattern().pattern());
            case Schema.EnumSchema(var values) ->
                    entry.put(
                            "pattern",
                            values.stream().map(AppChartRegistry::kebab).collect(joining("|")));
            case Schema.ArraySchema(Schema.StringSchema item, _, _, _) -> grammar(entry, item);
            case Schema.ArraySchema(Schema.ObjectSchema item, _, _, _) -> {
                String one = "%s=[^,\\x00-\\x1f\\x7f]*".formatted(pattern(item, "name"));
                yield entry.put("pattern", one + "(," + one + ")*");
            }
            case Schema.ObjectSchema union when union.find("type").isPresent() ->
                    entry.put("pattern", source(union));
            case Schema.ObjectSchema reference ->
                    entry.put(
                            "pattern",
                            pattern(reference, "name") + "/" + pattern(reference, "key"));
            default -> throw new IllegalStateException("no annotation has " + schema);
        };
    }

    /// The notation of an annotation for the union of a policy.
    private static String source(Schema.ObjectSchema union) {
        return String.join(
                "|",
                "container/" + pattern(union, "container", "name") + ":" + path(union),
                "image/" + pattern(union, "image", "reference") + ":" + path(union),
                "configmap/" + pattern(union, "configMap", "name"),
                "pvc/" + pattern(union, "persistentVolumeClaim", "claimName") + ":" + path(union),
                "migrator");
    }

    private static String path(Schema.ObjectSchema union) {
        return pattern(union, "container", "path");
    }

    /// The pattern of a text in an object.
    private static String pattern(Schema.ObjectSchema object, String... names) {
        Schema schema = object;
        for (String name : names) {
            schema = ((Schema.ObjectSchema) schema).find(name).orElseThrow().schema();
        }
        return "(" + ((Schema.StringSchema) schema).pattern().pattern() + ")";
    }

    /// The spelling of a choice in an annotation.
    private static String kebab(String camel) {
        return camel.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    private static Stream<ObjectNode> policyOnly() {
        return Fields.ALL.stream()
                .filter(field -> field.annotation().isEmpty())
                .map(field -> {
                    var entry = JsonNodeFactory.instance.objectNode().put("path", field.name());
                    field.env().ifPresent(name -> entry.put("env", name));
                    return entry;
                });
    }
}
