package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The shipped custom resource definitions on a real API server: every rule rejects invalid and
/// admits valid policies, and policies are stored as written.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PolicyResourcesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Path EXAMPLES =
            ProjectRoot.root().resolve("webhook/src/test/resources/policies");

    @AutoClose private Cluster cluster;
    private KubernetesClient client;

    @BeforeAll
    void start(@TempDir Path work) throws IOException {
        cluster = Cluster.start(work);
        client = cluster.client();
        cluster.definePolicies();
        cluster.namespace("shop", Map.of());
    }

    /// An entry of the examples.
    private record Example(JsonNode entry) {
        static List<Example> of(String file) throws IOException {
            return YAML.readTree(EXAMPLES.resolve(file).toFile())
                    .valueStream()
                    .map(Example::new)
                    .toList();
        }

        ObjectNode policy() {
            ObjectNode policy = JSON.createObjectNode();
            policy.put("apiVersion", "migrate.io/v1alpha1")
                    .put("kind", entry.path("kind").asText("MigrationPolicy"))
                    .set("spec", entry.path("spec"));
            ObjectNode metadata =
                    policy.putObject("metadata").put("name", entry.path("name").asText("default"));
            if (policy.path("kind").asText().equals("MigrationPolicy")) {
                metadata.put("namespace", "shop");
            }
            return policy;
        }
    }

    @Test
    void invalidPoliciesAreRejectedWithAMessage() throws IOException {
        var taken = new ArrayList<String>();
        for (Example each : Example.of("bad.yaml")) {
            try {
                cluster.createStrictly(each.policy());
                taken.add(each.toString());
            } catch (KubernetesClientException e) {
                assertThat(e.getMessage())
                        .as(each.toString())
                        .contains(each.entry().path("server").asText());
            }
        }
        assertThat(taken).as("invalid policies that were admitted").isEmpty();
    }

    /// The negative control of the test above; nothing is added, in particular no default.
    @Test
    void validPoliciesAreStoredAsWritten() throws IOException {
        for (Example each : Example.of("good.yaml")) {
            GenericKubernetesResource stored = cluster.createStrictly(each.policy());
            JsonNode spec = JSON.valueToTree(stored.getAdditionalProperties().get("spec"));
            assertThat(spec).as(each.toString()).isEqualTo(each.entry().path("spec"));
            client.resource(stored).delete();
        }
    }

    @Test
    void theKindsHaveShortNamesAndACategory() {
        assertThat(client.getApiGroup("migrate.io")).isNotNull();
        assertThat(client.getApiResources("migrate.io/v1alpha1").getResources())
                .filteredOn(each -> !each.getName().contains("/"))
                .allSatisfy(each -> assertThat(each.getCategories()).containsExactly("migrate"))
                .extracting(each -> each.getShortNames())
                .containsExactlyInAnyOrder(List.of("mpol"), List.of("cmpol"));
    }
}
