package io.migrate.webhook.policy;

import io.migrate.webhook.schema.Property;
import io.migrate.webhook.schema.Rule;
import io.migrate.webhook.schema.Schema;
import io.migrate.webhook.settings.Field;
import io.migrate.webhook.settings.Fields;
import io.migrate.webhook.settings.Types;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The `spec` of a `MigrationPolicy`: the registry's fields in their groups.
public final class PolicySpec {
    private record Group(String doc, List<Rule> rules) {
        Group(String doc, Rule... rules) {
            this(doc, List.of(rules));
        }
    }

    private static final Map<String, Group> GROUPS =
            Map.of(
                    "database",
                    new Group(
                            "The database, and the role that migrates it: one of"
                                    + " urlSecretKeyRef, urlFile and connection. Use a dedicated"
                                    + " role that may change tables, and another role for the"
                                    + " application, which may not.",
                            Rule.atMostOneOf(List.of("urlSecretKeyRef", "urlFile", "connection")),
                            Rule.atMostOneOf(List.of("caConfigMapKeyRef", "caSecretKeyRef"))),
                    "history",
                    new Group(
                            "The tables that record applied migrations: the history table, which"
                                    + " has Flyway's format, and the tool history."),
                    "history.tool",
                    new Group(
                            "The tool history: the table in which the migration tool itself records"
                                + " applied migrations, such as Drizzle's. If unset, the table that"
                                + " the tool uses by default."),
                    "run",
                    new Group("How migrations run, how long they may take, and what stops them."),
                    "application",
                    new Group(
                            "What the application's containers receive. If unset, they are not"
                                    + " changed.",
                            // There is no "all containers": sidecars are not the application.
                            Rule.needs("urlSecretKeyRef", "containerNames")),
                    "migrator",
                    new Group("The container that runs the migrations."));

    /// The schema of the whole `spec`.
    public static final Schema.ObjectSchema SCHEMA = structure("");

    private PolicySpec() {}

    private static Schema.ObjectSchema structure(String prefix) {
        var members = new LinkedHashMap<String, Property>();
        for (Field<?> field : Fields.ALL) {
            Optional<String> below = field.path().filter(path -> path.startsWith(prefix));
            below.ifPresent(path -> {
                String name = path.substring(prefix.length()).replaceAll("\\..*", "");
                members.computeIfAbsent(name, _ -> member(prefix + name, name, field));
            });
        }
        List<Rule> rules = prefix.isEmpty() ? List.of() : group(prefix).rules();
        return new Schema.ObjectSchema(List.copyOf(members.values()), rules);
    }

    private static Group group(String prefix) {
        return GROUPS.get(prefix.substring(0, prefix.length() - 1));
    }

    /// @param field the first field at this path or below
    private static Property member(String path, String name, Field<?> field) {
        return field.path().equals(Optional.of(path))
                ? Property.optional(name, field.type().schema(), doc(field))
                : Property.optional(name, structure(path + "."), GROUPS.get(path).doc());
    }

    /// The default is part of the text: the API server would store a `default` of the schema, and
    /// it would hide the cluster's.
    private static <T> String doc(Field<T> field) {
        String doc = sentence(field.doc());
        String builtIn =
                field.builtIn()
                        .map(value -> text(field, value))
                        .filter(text -> !text.isEmpty())
                        .map(text -> " Built-in default: " + text + ".")
                        .orElse("");
        String annotation =
                field.annotation()
                        .map(key -> " Annotation: " + Fields.PREFIX + key + ".")
                        .orElse("");
        return doc + builtIn + annotation;
    }

    private static <T> String text(Field<T> field, T value) {
        return value instanceof Enum<?> constant
                ? Types.camel(constant)
                : field.type().text().apply(value);
    }

    private static String sentence(String doc) {
        return doc.substring(0, 1).toUpperCase(Locale.ROOT) + doc.substring(1) + ".";
    }
}
