package io.migrate.webhook.injection;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.policy.Constraints.UnknownKeys;
import io.migrate.webhook.policy.Layer;
import io.migrate.webhook.policy.Origin;
import io.migrate.webhook.settings.Field;
import io.migrate.webhook.settings.Fields;
import io.migrate.webhook.settings.Placeholders;
import io.migrate.webhook.settings.Problem;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads the annotations of a Pod and reports everything that is wrong with them at once.
final class Annotations {
    private static final String ENABLED = "enabled";
    static final String POLICY = "policy";

    /// Written by the webhook, not by users.
    private static final String STATUS = "status";

    /// Written by the webhook as well.
    private static final String ABOUT = "about";

    /// A label, because webhook configurations select objects only by labels.
    private static final String OPT_OUT = "injection";

    private static final List<String> KNOWN =
            Stream.concat(
                            Stream.of(ENABLED, POLICY, STATUS, ABOUT),
                            Fields.annotated().map(field -> field.annotation().orElseThrow()))
                    .toList();

    private final JsonNode annotations;
    private final UnknownKeys unknownKeys;
    private final Layer.Builder values = new Layer.Builder(new Origin.Annotation());
    private final List<String> policies = new ArrayList<>();
    private final List<String> set = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    private Annotations(JsonNode annotations, UnknownKeys unknownKeys) {
        this.annotations = annotations;
        this.unknownKeys = unknownKeys;
    }

    /// Returns what a Pod asks for.
    ///
    /// @param metadata of the Pod
    /// @param unknownKeys what to do about unknown annotations
    static OptIn read(JsonNode metadata, UnknownKeys unknownKeys) {
        var reader = new Annotations(metadata.path("annotations"), unknownKeys);
        reader.readAll();
        if (metadata.path("labels").has(Fields.PREFIX + ENABLED)) {
            reader.problems.add(
                    new Problem(Fields.PREFIX + ENABLED, "must be an annotation, not a label"));
        }
        return reader.result();
    }

    private void readAll() {
        for (var each : annotations.properties()) {
            if (each.getKey().startsWith(Fields.PREFIX)) {
                readOne(each.getKey(), each.getValue());
            }
        }
        if (policies.size() > 1) {
            set.forEach(key ->
                    problems.add(
                            new Problem(
                                    key,
                                    "cannot be set together with several policies; set it in each"
                                            + " policy instead")));
        }
    }

    private void readOne(String key, JsonNode value) {
        String name = key.substring(Fields.PREFIX.length());
        if (!value.isTextual()) {
            problems.add(Problem.illegal(key, value.toString(), "a string; put it in quotes"));
            return;
        }
        String text = value.textValue();
        switch (name) {
            case ENABLED -> {
                if (!text.equals("true") && !text.equals("false")) {
                    problems.add(Problem.illegal(key, text, "one of \"true\", \"false\""));
                }
            }
            case POLICY -> readPolicies(key, text);
            case STATUS, ABOUT -> {}
            case OPT_OUT -> problems.add(new Problem(key, "must be a label, not an annotation"));
            default -> {
                Optional<Field<?>> field = Fields.byAnnotation(name);
                if (field.isPresent()) {
                    readField(field.get(), key, text);
                } else {
                    unknown(key, name);
                }
            }
        }
    }

    private void readPolicies(String key, String text) {
        List<String> names = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        if (names.contains("") || names.stream().distinct().count() != names.size()) {
            problems.add(
                    Problem.illegal(key, text, "a comma-separated list of distinct policy names"));
        }
        policies.addAll(names);
    }

    private <T> void readField(Field<T> field, String key, String text) {
        Optional<T> parsed = field.type().parse().apply(text);
        if (parsed.isPresent()) {
            values.put(field, parsed.get());
            set.add(key);
        } else {
            problems.add(illegal(field, key, text));
        }
    }

    private static Problem illegal(Field<?> field, String key, String text) {
        return Placeholders.isHidden(field.name())
                ? new Problem(key, "is not " + field.type().legal())
                : Problem.illegal(key, text, field.type().legal());
    }

    private void unknown(String key, String name) {
        Typos.meant(name, KNOWN)
                .ifPresentOrElse(
                        meant ->
                                problems.add(
                                        new Problem(
                                                Problem.shown(key),
                                                "is unknown; did you mean "
                                                        + Fields.PREFIX
                                                        + meant
                                                        + "?")),
                        () -> unknown(Problem.shown(key)));
    }

    private void unknown(String key) {
        switch (unknownKeys) {
            case WARN -> warnings.add(key + " is unknown to this version and has no effect");
            case REFUSE ->
                    problems.add(
                            new Problem(
                                    key,
                                    "is unknown to this version, and the ClusterMigrationPolicy"
                                            + " refuses unknown annotations (strictAnnotations)"));
        }
    }

    private OptIn result() {
        String enabled = annotations.path(Fields.PREFIX + ENABLED).asText("");
        if (enabled.equals("false")) {
            problems.forEach(problem -> warnings.add(problem.toString()));
            return new OptIn.OptedOut(warnings);
        }
        if (!problems.isEmpty()) {
            return new OptIn.Invalid(problems);
        }
        if (enabled.equals("true")) {
            return new OptIn.OptedIn(policies, values.build(), warnings);
        }
        if (!set.isEmpty() || !policies.isEmpty()) {
            warnings.add(
                    Fields.PREFIX
                            + "… annotations have no effect without "
                            + Fields.PREFIX
                            + ENABLED
                            + ": \"true\"");
        }
        return new OptIn.OptedOut(warnings);
    }
}
