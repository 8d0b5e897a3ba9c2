package io.migrate.webhook.injection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.container.Namespace;
import io.migrate.webhook.pod.PodView;
import io.migrate.webhook.policy.ClusterMigrationPolicy;
import io.migrate.webhook.policy.Layer;
import io.migrate.webhook.policy.MigrationPolicy;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.policy.PolicyReader;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/// Short ways into the engine, for tests that change what comes out and put it in again.
final class Engine {
    static final Policies NO_POLICY = Policies.of(Layer.builtIn(Case.IMAGE), List.of());

    private Engine() {}

    /// A Pod that asks for a migration of its container `api`.
    static ObjectNode pod() {
        return tree(
                """
                apiVersion: v1
                kind: Pod
                metadata:
                  generateName: api-
                  labels: {app: api}
                  annotations: {migrate.io/enabled: "true", migrate.io/source: "container/api:/sql"}
                spec:
                  containers:
                    - name: api
                      image: registry.example.com/shop/api:1.4.0
                  initContainers:
                    - name: warm-up
                      image: registry.example.com/warm:1
                """);
    }

    static ObjectNode tree(String yaml) {
        try {
            return (ObjectNode) Case.YAML.readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A policy `default` of the namespace with this `spec`, in YAML.
    static Policies policy(String spec) {
        return Policies.of(Layer.builtIn(Case.IMAGE), List.of(read("default", spec)));
    }

    /// The same under a ClusterMigrationPolicy with this `spec`.
    static Policies policy(String clusterSpec, String spec) {
        return Policies.of(
                Layer.builtIn(Case.IMAGE),
                Optional.of(readCluster(clusterSpec)),
                List.of(read("default", spec)));
    }

    private static MigrationPolicy read(String name, String spec) {
        ObjectNode object = object("MigrationPolicy", name, spec);
        object.withObject("/metadata").put("namespace", Case.NAMESPACE);
        return switch (PolicyReader.read(object, Case.NAMESPACE)) {
            case PolicyReader.Result.Read(var policy) -> policy;
            case PolicyReader.Result.ReadCluster(var cluster) ->
                    throw new IllegalArgumentException(cluster.toString());
            case PolicyReader.Result.Broken(var problems) ->
                    throw new IllegalArgumentException(problems.toString());
        };
    }

    private static ClusterMigrationPolicy readCluster(String spec) {
        ObjectNode object = object("ClusterMigrationPolicy", "default", spec);
        return switch (PolicyReader.read(object, Case.NAMESPACE)) {
            case PolicyReader.Result.ReadCluster(var cluster) -> cluster;
            case PolicyReader.Result.Read(var policy) ->
                    throw new IllegalArgumentException(policy.toString());
            case PolicyReader.Result.Broken(var problems) ->
                    throw new IllegalArgumentException(problems.toString());
        };
    }

    private static ObjectNode object(String kind, String name, String spec) {
        ObjectNode object = tree("{apiVersion: migrate.io/v1alpha1}").put("kind", kind);
        object.set("spec", tree(spec));
        object.putObject("metadata").put("name", name);
        return object;
    }

    static Verdict.Injected inject(ObjectNode pod) {
        return inject(pod, NO_POLICY);
    }

    static Verdict.Injected inject(ObjectNode pod, Policies policies) {
        return inject(pod, Namespace.named(Case.NAMESPACE), policies);
    }

    static Verdict.Injected inject(ObjectNode pod, Namespace namespace, Policies policies) {
        return switch (Injector.inject(pod, namespace, policies)) {
            case Verdict.Injected injected -> injected;
            case Verdict.Refused refused -> throw new AssertionError(refused.message());
            case Verdict.Untouched untouched -> throw new AssertionError(untouched.toString());
        };
    }

    /// The init container of this name.
    static ObjectNode initContainer(ObjectNode pod, String name) {
        return named(pod.at("/spec/initContainers"), name);
    }

    static ObjectNode volume(ObjectNode pod, String name) {
        return named(pod.at("/spec/volumes"), name);
    }

    /// The element of this name.
    static ObjectNode named(JsonNode array, String name) {
        return (ObjectNode) PodView.elements(array).get(PodView.indexOf(elements(array), name));
    }

    static List<String> names(JsonNode array) {
        return elements(array).stream().map(PodView::name).toList();
    }

    private static List<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }
}
