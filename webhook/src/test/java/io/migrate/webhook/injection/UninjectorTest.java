package io.migrate.webhook.injection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.container.Namespace;
import io.migrate.webhook.policy.Layer;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.policy.PolicyReader;
import io.migrate.webhook.record.Uninjector;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.List;

/// What was injected comes off again, and nothing else does.
class UninjectorTest {
    private static final String SAFE_TO_EVICT =
            "cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes";

    static List<Case> cases() throws IOException {
        return Case.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void givesTheOriginalTreeInItsOrder(Case each) throws IOException {
        Policies policies = each.policies();
        if (Injector.inject(each.pod(), Namespace.named(Case.NAMESPACE), policies)
                instanceof Verdict.Injected injected) {
            // isEqualTo of trees does not see the order of members
            assertThat(restored(injected.pod()).toString()).isEqualTo(each.pod().toString());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "metadata: {}",
                "metadata: {labels: null}",
                "metadata: {labels: {}}",
                "metadata: {labels: {migrate.io/injected: 'true', team: a}}",
                "metadata: {annotations: {%s: ''}}",
                "metadata: {annotations: {%s: null}}",
                "metadata: {annotations: {%s: 'cache, tmp,'}}",
                "metadata: {annotations: {%s: 'migrate-files-default'}}",
                "spec: {initContainers: null, volumes: null}",
                "spec: {initContainers: [], volumes: []}",
                "spec: {initContainers: [{name: a}, {name: b}], volumes: [{name: v}]}",
                "spec: {imagePullSecrets: [{name: corp}]}",
                "spec: {imagePullSecrets: [{name: mine}]}",
                "spec: {imagePullSecrets: []}",
                "spec: {containers: [{name: api, env: null}]}",
                "spec: {containers: [{name: api, env: []}]}",
                "spec: {containers: [{name: api, env: [{name: A, value: b}]}]}",
                "spec: {containers: [{name: api, env: [{name: URL, valueFrom: {secretKeyRef:"
                        + " {name: db-app, key: url}}}]}]}",
            })
    void givesBackWhatStoodThere(String part) throws IOException {
        ObjectNode original = pod(part.formatted(SAFE_TO_EVICT));
        ObjectNode injected = injected(original, teamPolicy());
        assertThat(restored(injected).toString()).isEqualTo(original.toString());
    }

    @Test
    void remembersTheFirstTimeAfterASecond() throws IOException {
        ObjectNode original = pod("spec: {containers: [{name: api, env: null}]}");
        ObjectNode first = injected(original, teamPolicy());
        // Another injector inserts a container before, and an injected variable is lost.
        ((ArrayNode) first.at("/spec/containers")).insertObject(0).put("name", "proxy");
        ((ArrayNode) first.at("/spec/initContainers/1/env")).remove(0);
        ObjectNode second = injected(first, teamPolicy());
        assertThat(second).isNotEqualTo(first);

        ((ArrayNode) second.at("/spec/containers")).remove(0);
        assertThat(restored(second).toString()).isEqualTo(original.toString());
    }

    @Test
    void leavesWhatOthersHaveAddedSince() throws IOException {
        ObjectNode injected = injected(pod("metadata: {}"), teamPolicy());
        ((ArrayNode) injected.at("/spec/volumes")).addObject().put("name", "istio-token");
        ((ObjectNode) injected.at("/metadata/labels")).put("sidecar", "yes");
        ((ObjectNode) injected.at("/metadata/annotations"))
                .put(SAFE_TO_EVICT, "migrate-files-default,istio-data");

        ObjectNode restored = restored(injected);
        assertThat(restored.at("/spec/volumes").toString())
                .isEqualTo("[{\"name\":\"istio-token\"}]");
        assertThat(restored.at("/metadata/labels").toString()).isEqualTo("{\"sidecar\":\"yes\"}");
        assertThat(restored.at("/metadata/annotations").path(SAFE_TO_EVICT).asText())
                .isEqualTo("istio-data");
    }

    @Test
    void leavesAPodAloneThatWasNeverInjected() throws IOException {
        assertThat(Uninjector.uninject(pod("metadata: {}")))
                .isEqualTo(new Uninjector.Result.Untouched());
    }

    @Test
    void aForgedStatusTakesNothingOfTheUsers() throws IOException {
        ObjectNode forged =
                pod(
                        """
                        metadata:
                          labels: {app: api}
                          annotations:
                            %s: cache
                            migrate.io/status: >-
                              {"v": 1, "initContainers": ["setup", 7, null, "migrate-a"], "volumes": ["cache"], "imagePullSecrets": ["mine"],
                               "labels": {"app": "other"}, "env": {"api": {"URL": "a/b"}, "no": 3},
                               "before": {"/metadata/name": "evil", "/metadata/labels/app": "evil"},
                               "parents": {"/spec": "absent", "/spec/containers": "absent",
                                           "/spec/containers/api": "null", "/metadata": "null"}}
                        spec:
                          initContainers: [{name: setup}, {name: migrate-a}]
                          containers: [{name: api, env: [{name: URL, value: a/b}]}]
                          volumes: [{name: cache}]
                        """
                                .formatted(SAFE_TO_EVICT));
        ObjectNode expected = forged.deepCopy();
        ((ObjectNode) expected.at("/metadata/annotations")).remove("migrate.io/status");
        ((ArrayNode) expected.at("/spec/initContainers")).remove(1);
        assertThat(restored(forged).toString()).isEqualTo(expected.toString());
    }

    @Test
    void aStatusOfAnotherPodIsSaid() throws IOException {
        ObjectNode other = injected(pod("metadata: {}"), teamPolicy());
        ObjectNode pod = pod("metadata: {labels: {team: a}}");
        ((ObjectNode) pod.at("/metadata/annotations"))
                .set("migrate.io/status", other.at("/metadata/annotations/migrate.io~1status"));
        assertThat(Uninjector.uninject(pod)).isInstanceOf(Uninjector.Result.Unknown.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "injected", "{", "[]", "{}", "{\"v\": 2}", "null"})
    void aBrokenStatusIsSaid(String status) throws IOException {
        ObjectNode pod = injected(pod("metadata: {}"), teamPolicy());
        ((ObjectNode) pod.at("/metadata/annotations")).put("migrate.io/status", status);
        assertThat(Uninjector.uninject(pod)).isInstanceOf(Uninjector.Result.Unknown.class);
    }

    private static ObjectNode restored(ObjectNode injected) {
        ObjectNode sent = injected.deepCopy();
        Uninjector.Result result = Uninjector.uninject(injected);
        assertThat(injected).as("the tree that was sent").isEqualTo(sent);
        assertThat(result).isInstanceOf(Uninjector.Result.Restored.class);
        return ((Uninjector.Result.Restored) result).pod();
    }

    private static ObjectNode injected(ObjectNode pod, Policies policies) {
        Verdict verdict = Injector.inject(pod, Namespace.named(Case.NAMESPACE), policies);
        assertThat(verdict).isInstanceOf(Verdict.Injected.class);
        return ((Verdict.Injected) verdict).pod();
    }

    /// A Pod that asks for its migration, with these members of metadata and spec.
    private static ObjectNode pod(String members) throws IOException {
        ObjectNode pod =
                (ObjectNode)
                        Case.YAML.readTree(
                                """
                                metadata: {annotations: {}}
                                spec: {containers: [{name: api, image: "example.com/api:1"}]}
                                """);
        for (var part : Case.YAML.readTree(members).properties()) {
            ((ObjectNode) pod.path(part.getKey())).setAll((ObjectNode) part.getValue());
        }
        ((ObjectNode) pod.at("/metadata/annotations")).put("migrate.io/enabled", "true");
        return pod;
    }

    private static Policies teamPolicy() throws IOException {
        JsonNode policy =
                Case.YAML.readTree(
                        """
                        apiVersion: migrate.io/v1alpha1
                        kind: MigrationPolicy
                        metadata: {name: default, namespace: shop}
                        spec:
                          source: {type: Container, container: {name: api, path: /sql}}
                          application:
                            urlSecretKeyRef: {name: db-app, key: url}
                            envName: URL
                            containerNames: [api]
                          podLabels: {team: a, migrate.io/db-access: shop}
                          migrator: {imagePullSecrets: [{name: corp}]}
                        """);
        return switch (PolicyReader.read(policy, "default")) {
            case PolicyReader.Result.Read(var read) ->
                    Policies.of(Layer.builtIn(Case.IMAGE), List.of(read));
            case PolicyReader.Result.ReadCluster(var cluster) ->
                    throw new IllegalArgumentException(cluster.toString());
            case PolicyReader.Result.Broken(var problems) ->
                    throw new IllegalStateException(problems.toString());
        };
    }
}
