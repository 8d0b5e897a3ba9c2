package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.pod.Exclusion;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.stream.Stream;

/// The common properties of the two webhook configurations.
class ManifestsTest {
    private static JsonNode webhook(String file) throws IOException {
        JsonNode webhooks =
                Yaml.read(ProjectRoot.root().resolve("manifests/base").resolve(file))
                        .path("webhooks");
        assertThat(webhooks).hasSize(1);
        return webhooks.get(0);
    }

    private static JsonNode pods() throws IOException {
        return webhook("mutating-webhook.yaml");
    }

    private static JsonNode workloads() throws IOException {
        return webhook("validating-webhook.yaml");
    }

    /// A Pod excluded by a label of its namespace or its own is excluded with its workload: the
    /// Pod's labels are those of the template, which selectors cannot see.
    @Test
    void bothHaveTheSameExclusions() throws IOException {
        assertThat(workloads().path("namespaceSelector"))
                .isNotEmpty()
                .isEqualTo(pods().path("namespaceSelector"));
        assertThat(pods().path("objectSelector").toString())
                .isEqualTo(
                        "{\"matchExpressions\":[{\"key\":\"migrate.io/injection\",\"operator\":\"NotIn\",\"values\":[\"disabled\"]}]}");
        assertThat(workloads().path("objectSelector").toString()).isEqualTo("{}");
        assertThat(workloads().path("matchConditions"))
                .anySatisfy(each ->
                        assertThat(each.path("expression").asText())
                                .contains("spec.?template.?metadata")
                                .contains("spec.?jobTemplate.?spec.?template.?metadata")
                                .contains(
                                        "m.?labels[?'migrate.io/injection'].orValue('') !="
                                                + " 'disabled'"));
    }

    /// The observer's exclusions are those of the webhook.
    @Test
    void theCodeHasTheSameExclusions() throws IOException {
        JsonNode namespaces = pods().at("/namespaceSelector/matchExpressions/0/values");
        assertThat(namespaces.valueStream().map(JsonNode::asText))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(
                                        Exclusion.NAMESPACES.stream(),
                                        Stream.of(Installation.NAMESPACE))
                                .toList());
        assertThat(pods().at("/objectSelector/matchExpressions/0/key").asText())
                .isEqualTo(Exclusion.LABEL);
        assertThat(pods().at("/objectSelector/matchExpressions/0/values/0").asText())
                .isEqualTo(Exclusion.VALUE);
        assertThat(pods().path("matchConditions").toString()).contains(Exclusion.MIRROR);
    }

    @Test
    void bothCallTheSameService() throws IOException {
        var pods = (ObjectNode) pods().path("clientConfig").path("service");
        var workloads = (ObjectNode) workloads().path("clientConfig").path("service");
        assertThat(pods.remove("path").asText()).isEqualTo("/mutate");
        assertThat(workloads.remove("path").asText()).isEqualTo("/workloads");
        assertThat(workloads).isNotEmpty().isEqualTo(pods);
        assertThat(pods().path("clientConfig").has("caBundle")).isFalse();
        assertThat(workloads().path("clientConfig").has("caBundle")).isFalse();
    }

    @Test
    void onlyPodsDependOnTheWebhook() throws IOException {
        assertThat(pods().path("failurePolicy").asText()).isEqualTo("Fail");
        assertThat(workloads().path("failurePolicy").asText()).isEqualTo("Ignore");
    }
}
