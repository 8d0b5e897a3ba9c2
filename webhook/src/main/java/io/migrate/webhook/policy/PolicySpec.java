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
                            "Where the database is, and as whom its migrations log in: one of"
                                    + " urlSecretKeyRef, urlFile and connection. It should be a"
                                    + " role of its own, which may change tables; the application"
                                    + " logs in as another, which may not.",
                            Rule.atMostOneOf(List.of("urlSecretKeyRef", "urlFile", "connection")),
                            Rule.atMostOneOf(List.of("caConfigMapKeyRef", "caSecretKeyRef"))),
                    "history",
                    new Group(
                            "The tables that know which migrations are applied: ours, which is"
                                    + " Flyway's, and the tool's own."),
                    "history.tool",
                    new Group(
                            "The history that the migrations' own tool keeps, such as Drizzle's."
                                    + " Without it, where that tool has it."),
                    "run",
                    new Group("How migrations are run, how long that may take, and what stops it."),
                    "application",
                    new Group(
                            "What the application's own containers get. Without it they are left"
                                    + " alone.",
                            // Never "all of them": sidecars are not the application.
                            Rule.needs("urlSecretKeyRef", "containerNames")),
                    "migrator",
                    new Group("The container that runs the migrations."));

    /// All of it.
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

    /// @param field the first that stands there or below
    private static Property member(String path, String name, Field<?> field) {
        return field.path().equals(Optional.of(path))
                ? Property.optional(name, field.type().schema(), doc(field))
                : Property.optional(name, structure(path + "."), GROUPS.get(path).doc());
    }

    /// Where nobody sets it stands in words, because a `default` would hide what others set.
    private static <T> String doc(Field<T> field) {
        String doc = sentence(field.doc());
        String builtIn =
                field.builtIn()
                        .map(value -> text(field, value))
                        .filter(text -> !text.isEmpty())
                        .map(text -> " Built-in: " + text + ".")
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
