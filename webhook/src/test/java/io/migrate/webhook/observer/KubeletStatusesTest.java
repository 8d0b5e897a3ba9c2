package io.migrate.webhook.observer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

import io.fabric8.kubernetes.api.model.Pod;
import io.migrate.webhook.migration.PodMigrations;
import io.migrate.webhook.migration.PodReader;
import io.migrate.webhook.policy.Layer;
import io.migrate.webhook.policy.MigrationPolicy;
import io.migrate.webhook.policy.Policies;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Statuses that a real kubelet wrote, in their order: what the observer makes of each of them, and
/// which runs it counts.
class KubeletStatusesTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Policies POLICIES =
            Policies.of(
                    Layer.builtIn("x"),
                    Stream.of("default", "a", "b")
                            .map(each -> new MigrationPolicy("shop", each, 1, Layer.builtIn("x")))
                            .toList());

    /// Before any patience ends.
    private static final Instant NOW = Instant.EPOCH;

    static Stream<JsonNode> cases() throws IOException {
        try (var file = KubeletStatusesTest.class.getResourceAsStream("/kubelet.yaml")) {
            return YAML.readTree(file).valueStream().toList().stream();
        }
    }

    private static PodMigrations pod(JsonNode given, JsonNode status) {
        ObjectNode pod = JSON.createObjectNode();
        var policies = JSON.createObjectNode().put("v", 1);
        var list = policies.putArray("policies");
        Stream.of("default", "a", "b").forEach(each -> list.addObject().put("name", each));
        pod.putObject("metadata")
                .put("name", "api")
                .put("namespace", "shop")
                .put("uid", "a")
                .putObject("annotations")
                .put("migrate.io/status", policies.toString());
        pod.putObject("spec").set("initContainers", given.path("initContainers"));
        pod.set("status", status.path("status"));
        try {
            return PodReader.read(JSON.treeToValue(pod, Pod.class));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(pod.toString(), e);
        }
    }

    private static String phases(PodMigrations pod) {
        return pod.migrations().stream()
                .map(each -> each.policy() + " " + each.phase(NOW).label())
                .collect(Collectors.joining(", "));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void eachStatusHasThisPhase(JsonNode given) {
        assertThat(given.path("statuses").valueStream().map(each -> phases(pod(given, each))))
                .containsExactlyElementsOf(
                        given.path("statuses")
                                .valueStream()
                                .map(each -> each.path("phases").asText())
                                .toList());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void eachRunIsCountedOnce(JsonNode given) {
        var counted = new ArrayList<String>();
        var counter =
                new RunCounter(each ->
                        counted.add(each.policy().name() + " " + each.run().outcome().label()));
        counter.update(List.of(), POLICIES);
        for (JsonNode each : given.path("statuses")) {
            PodMigrations pod = pod(given, each);
            counter.update(List.of(pod), POLICIES);
            counter.update(List.of(pod), POLICIES);
        }
        assertThat(counted)
                .containsExactlyElementsOf(
                        given.path("runs").valueStream().map(JsonNode::asText).toList());
    }
}
