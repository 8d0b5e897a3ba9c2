package io.migrate.webhook.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.migrate.webhook.schema.Schema;
import io.migrate.webhook.settings.Field;
import io.migrate.webhook.settings.Fields;
import io.migrate.webhook.settings.Problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads a policy, or reports everything that is wrong with it.
public final class PolicyReader {
    /// `apiVersion` of both kinds.
    public static final String API_VERSION = "migrate.io/v1alpha1";

    /// The namespaced kind.
    public static final String KIND = "MigrationPolicy";

    /// The kind for the whole cluster.
    public static final String CLUSTER_KIND = "ClusterMigrationPolicy";

    private final String kind;
    private final List<Problem> problems = new ArrayList<>();

    private PolicyReader(String kind) {
        this.kind = kind;
    }

    /// The result of reading an object.
    public sealed interface Result {
        /// The policy of a namespace.
        record Read(MigrationPolicy policy) implements Result {}

        /// The policy of the cluster.
        record ReadCluster(ClusterMigrationPolicy policy) implements Result {}

        /// The object is invalid.
        record Broken(List<Problem> problems) implements Result {
            /// Copies the collections.
            public Broken {
                problems = List.copyOf(problems);
            }
        }
    }

    /// Reads one object.
    ///
    /// @param defaultNamespace used if the object does not name one
    public static Result read(JsonNode object, String defaultNamespace) {
        String kind = object.path("kind").asText();
        return new PolicyReader(kind).readObject(object, defaultNamespace);
    }

    private Result readObject(JsonNode object, String defaultNamespace) {
        if (!object.path("apiVersion").asText().equals(API_VERSION)) {
            problems.add(
                    Problem.illegal("apiVersion", object.path("apiVersion").asText(), API_VERSION));
        }
        return switch (kind) {
            case KIND -> readPolicy(object, defaultNamespace);
            case CLUSTER_KIND -> readClusterPolicy(object);
            default -> {
                problems.add(Problem.illegal("kind", kind, KIND + " or " + CLUSTER_KIND));
                yield readPolicy(object, defaultNamespace);
            }
        };
    }

    private Result readPolicy(JsonNode object, String defaultNamespace) {
        String name = name(object, PolicyName.NAMESPACED);
        JsonNode spec = spec(object, PolicySpec.SCHEMA);
        if (!problems.isEmpty()) {
            return new Result.Broken(problems);
        }
        String namespace = object.path("metadata").path("namespace").asText(defaultNamespace);
        Layer values = layer(new Layer.Builder(new Origin.Namespace(name)), spec);
        return new Result.Read(new MigrationPolicy(namespace, name, generation(object), values));
    }

    private Result readClusterPolicy(JsonNode object) {
        name(object, PolicyName.CLUSTER);
        JsonNode spec = spec(object, ClusterPolicySpec.SCHEMA);
        if (!problems.isEmpty()) {
            return new Result.Broken(problems);
        }
        var defaults = new Layer.Builder(new Origin.Cluster());
        Fields.IMAGE_VOLUMES
                .type()
                .read()
                .apply(spec.path(Fields.IMAGE_VOLUMES.name()))
                .ifPresent(each -> defaults.put(Fields.IMAGE_VOLUMES, each));
        return new Result.ReadCluster(
                new ClusterMigrationPolicy(
                        generation(object),
                        layer(defaults, spec.path("defaults")),
                        ClusterPolicySpec.constraints(spec.path("constraints"))));
    }

    private String name(JsonNode object, PolicyName names) {
        String name = object.path("metadata").path("name").asText();
        if (!names.rule().holds().test(object)) {
            problems.add(Problem.illegal("metadata.name", name, names.legal()));
        }
        return name;
    }

    /// Returns the `spec`, checked against its schema; an empty object if there is none.
    private JsonNode spec(JsonNode object, Schema schema) {
        JsonNode spec = object.path("spec");
        if (spec.isMissingNode() || spec.isNull()) {
            return JsonNodeFactory.instance.objectNode();
        }
        problems.addAll(SchemaCheck.problems("spec", spec, schema, kind));
        return spec;
    }

    private static long generation(JsonNode object) {
        return object.path("metadata").path("generation").asLong();
    }

    private static Layer layer(Layer.Builder layer, JsonNode spec) {
        Fields.ALL.forEach(field -> put(field, spec, layer));
        return layer.build();
    }

    private static <T> void put(Field<T> field, JsonNode spec, Layer.Builder layer) {
        field.path()
                .flatMap(path -> value(field, path, spec))
                .ifPresent(each -> layer.put(field, each));
    }

    private static <T> Optional<T> value(Field<T> field, String path, JsonNode spec) {
        JsonNode value = spec.at("/" + path.replace('.', '/'));
        return value.isMissingNode()
                ? Optional.empty()
                : Optional.of(
                        field.type()
                                .read()
                                .apply(value)
                                .orElseThrow(() ->
                                        new IllegalStateException(
                                                path + " matches the schema and cannot be read")));
    }
}
