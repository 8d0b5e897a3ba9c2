package io.migrate.webhook.policy;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Turns the tree of a `MigrationPolicy` into a value, or says everything that is wrong with it.
public final class PolicyReader {
    /// A DNS label of at most 40 characters, so that `migrate-copier-NAME` is one too; and none
    /// whose own containers would have the names of another policy's.
    private static final Pattern NAME =
            Pattern.compile("(?!files-|copier-)[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?");

    private static final String API_VERSION = "migrate.io/v1alpha1";

    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Field<?>> byPath = new HashMap<>();

    private PolicyReader() {
        Fields.ALL.forEach(field -> field.path().ifPresent(path -> byPath.put(path, field)));
    }

    /// What came of reading one.
    public sealed interface Result {
        /// A policy.
        record Read(MigrationPolicy policy) implements Result {}

        /// No policy, and why.
        record Broken(List<Problem> problems) implements Result {
            public Broken {
                problems = List.copyOf(problems);
            }
        }
    }

    /// Reads one object.
    ///
    /// @param defaultNamespace holds where the object names none
    public static Result read(JsonNode object, String defaultNamespace) {
        return new PolicyReader().readObject(object, defaultNamespace);
    }

    private Result readObject(JsonNode object, String defaultNamespace) {
        expect("apiVersion", object.path("apiVersion"), API_VERSION);
        expect("kind", object.path("kind"), "MigrationPolicy");
        JsonNode metadata = object.path("metadata");
        String name = metadata.path("name").asText();
        if (!NAME.matcher(name).matches()) {
            problems.add(
                    Problem.illegal(
                            "metadata.name",
                            name,
                            "a DNS label of at most 40 characters that does not begin with"
                                    + " files-"));
        }
        var layer = new Layer.Builder(new Origin.Namespace(name));
        readSpec("", object.path("spec"), layer);
        Layer values = layer.build();
        exclusive(values, Fields.LOGINS);
        exclusive(values, Fields.AUTHORITIES);
        if (!problems.isEmpty()) {
            return new Result.Broken(problems);
        }
        String namespace = metadata.path("namespace").asText(defaultNamespace);
        long generation = metadata.path("generation").asLong();
        return new Result.Read(new MigrationPolicy(namespace, name, generation, values));
    }

    private <T> void exclusive(Layer values, List<Field<T>> fields) {
        List<String> set =
                fields.stream()
                        .filter(field -> values.get(field).isPresent())
                        .map(field -> path(field.name()))
                        .toList();
        if (set.size() > 1) {
            problems.add(
                    new Problem(
                            set.getLast(),
                            "excludes "
                                    + String.join(", ", set.subList(0, set.size() - 1))
                                    + "; keep one"));
        }
    }

    private void expect(String field, JsonNode value, String legal) {
        if (!value.asText().equals(legal)) {
            problems.add(Problem.illegal(field, value.asText(), legal));
        }
    }

    private void readSpec(String prefix, JsonNode object, Layer.Builder layer) {
        if (!object.isObject() && !object.isMissingNode()) {
            problems.add(Problem.illegal(path(prefix), object.toString(), "an object"));
            return;
        }
        for (var entry : object.properties()) {
            String path = prefix + entry.getKey();
            JsonNode value = entry.getValue();
            Optional.ofNullable(byPath.get(path))
                    .ifPresentOrElse(
                            field -> readField(field, path, value, layer),
                            () -> readGroup(path, value, layer));
        }
    }

    private void readGroup(String path, JsonNode value, Layer.Builder layer) {
        if (byPath.keySet().stream().anyMatch(each -> each.startsWith(path + "."))) {
            readSpec(path + ".", value, layer);
        } else {
            problems.add(
                    new Problem(
                            path(path),
                            "is no field of a MigrationPolicy; legal here are " + siblings(path)));
        }
    }

    private String siblings(String path) {
        String parent = path.substring(0, path.lastIndexOf('.') + 1);
        return String.join(
                ", ",
                byPath.keySet().stream()
                        .filter(each -> each.startsWith(parent))
                        .map(each -> each.substring(parent.length()).replaceAll("\\..*", ""))
                        .distinct()
                        .sorted()
                        .toList());
    }

    private <T> void readField(Field<T> field, String path, JsonNode value, Layer.Builder layer) {
        field.type()
                .read()
                .apply(value)
                .ifPresentOrElse(
                        read -> layer.put(field, read),
                        () -> {
                            String text = value.isValueNode() ? value.asText() : value.toString();
                            problems.add(
                                    Problem.illegal(
                                            path(path), text, field.type().legalInPolicy()));
                        });
    }

    private static String path(String path) {
        return path.isEmpty() ? "spec" : ("spec." + path).replaceFirst("\\.$", "");
    }
}
