package io.migrate.webhook.observer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

import io.migrate.webhook.migration.Phase;
import io.migrate.webhook.policy.Layer;
import io.migrate.webhook.policy.PolicyCatalog;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The content of a policy's status, and when it is written.
class PolicyStatusesTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private static final PodCounts COUNTS =
            PodCounts.NONE
                    .withPhases(
                            Map.of(
                                    Phase.BLOCKED, 1,
                                    Phase.RUNNING, 2,
                                    Phase.MIGRATED, 3,
                                    Phase.FAILED, 4))
                    .withStuck(0);

    private final PolicyCatalog catalog = new PolicyCatalog(Layer.builtIn("migrator:1"));

    private static ObjectNode tree(String yaml) {
        try {
            return (ObjectNode) YAML.readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(yaml, e);
        }
    }

    private void put(String kind, int generation, String spec) {
        ObjectNode object = tree("{apiVersion: migrate.io/v1alpha1}");
        object.put("kind", kind).set("spec", tree(spec));
        object.putObject("metadata")
                .put("name", "default")
                .put("namespace", "shop")
                .put("generation", generation);
        catalog.put(object);
    }

    private ObjectNode status() {
        var policies = catalog.snapshot();
        return new PolicyStatuses(policies)
                .of(policies.find("shop", "default").orElseThrow(), "shop", COUNTS);
    }

    /// Columns: `spec` of the cluster's policy, of the namespace's first and second generation, the
    /// condition `Ready`, its reason and its message.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {} | {}       |          | True  | Accepted | generation 1 is in force
                    {} | {}       | {}       | True  | Accepted | generation 2 is in force
                    {} | {}       | {run: 7} | False | Invalid  | generation 2 is invalid; replicas that saw an earlier valid generation keep it in force: spec.run: value "7" is not an object
                    {} | {run: 7} | {}       | True  | Accepted | generation 2 is in force
                    {} | {run: 7} |          | False | Invalid  | generation 1 is invalid; Pods under this policy are refused: spec.run: value "7" is not an object
                    {constraints: {modes: [Wait]}} | {} | | False | ConstraintViolated | Pods under this policy are refused: run.mode: value "Migrate" (built-in) is not allowed by the ClusterMigrationPolicy, which allows Wait
                    {constraints: 7} | {} |          | False | ClusterPolicyInvalid | Pods are refused because the ClusterMigrationPolicy is invalid; see its status
                    """)
    void readyMeansThatTheNewestIsInForce(
            String cluster,
            String first,
            String second,
            String ready,
            String reason,
            String message) {
        put("ClusterMigrationPolicy", 1, cluster);
        put("MigrationPolicy", 1, first);
        if (second != null) {
            put("MigrationPolicy", 2, second);
        }
        JsonNode condition = status().at("/conditions/0");
        assertThat(condition.path("type").asText()).isEqualTo("Ready");
        assertThat(condition.path("status").asText()).isEqualTo(ready);
        assertThat(condition.path("reason").asText()).isEqualTo(reason);
        assertThat(condition.path("message").asText()).isEqualTo(message);
        assertThat(condition.path("observedGeneration").asInt()).isEqualTo(second == null ? 1 : 2);
    }

    @Test
    void theEffectiveValuesHaveTheirOrigin() {
        put("ClusterMigrationPolicy", 1, "{defaults: {run: {lockTimeout: 1s}}}");
        put(
                "MigrationPolicy",
                1,
                "{source: {type: Migrator}, database: {urlFile: {path: /v/url, volumeName: v}}}");
        var rows = new ArrayList<String>();
        for (JsonNode each : status().path("effective")) {
            rows.add(
                    "%s=%s by %s"
                            .formatted(
                                    each.path("field").asText(),
                                    each.path("value").asText(),
                                    each.path("origin").asText()));
        }
        assertThat(rows)
                .contains(
                        "source=migrator by policy default",
                        "database.urlFile=/v/url of volume v by policy default",
                        "run.lockTimeout=1s by cluster policy",
                        "run.timeout=8m by built-in",
                        "migrator.image=migrator:1 by built-in")
                .noneMatch(each -> each.startsWith("database.urlSecretKeyRef"))
                .noneMatch(each -> each.startsWith("database.role"));
    }

    @Test
    void podsAreCounted() {
        put("MigrationPolicy", 1, "{}");
        assertThat(status().path("pods").toString())
                .isEqualTo(
                        "{\"injected\":10,\"waiting\":1,\"running\":2,\"migrated\":3,\"failed\":4}");
    }

    /// Stands in for the API server: an object that receives the status.
    private static final class Written implements StatusWriter.Patching {
        private final ObjectNode object = tree("{metadata: {uid: u, name: default}}");
        private final List<JsonNode> patches = new ArrayList<>();

        @Override
        public void patch(JsonNode patch) {
            patches.add(patch);
            object.set("status", tree(patch.path("status").toString()));
        }
    }

    private Instant now = Instant.parse("2030-01-01T00:00:00Z");

    @Test
    void aPolicyIsWrittenAtMostOnceInTenSeconds() {
        var written = new Written();
        var writer = new StatusWriter(written, () -> now);
        put("MigrationPolicy", 1, "{}");
        assertThat(writer.write(written.object, status())).isTrue();
        assertThat(written.patches).hasSize(1);

        put("MigrationPolicy", 2, "{}");
        now = now.plusSeconds(9);
        assertThat(writer.write(written.object, status())).as("too early").isFalse();
        assertThat(written.patches).hasSize(1);

        now = now.plusSeconds(1);
        assertThat(writer.write(written.object, status())).isTrue();
        assertThat(written.patches).hasSize(2);
    }

    @Test
    void anUnchangedStatusIsNotWrittenAgain() {
        var written = new Written();
        var writer = new StatusWriter(written, () -> now);
        put("MigrationPolicy", 1, "{}");
        for (int i = 0; i < 100; i++) {
            assertThat(writer.write(written.object, status())).isTrue();
            now = now.plusSeconds(60);
        }
        assertThat(written.patches).hasSize(1);
    }

    ///
    /// https://github.com/kubernetes/community/blob/master/contributors/devel/sig-architecture/api-conventions.md
    @Test
    void theTimeOfTransitionIsThatOfTheLastChange() {
        var written = new Written();
        var writer = new StatusWriter(written, () -> now);
        put("MigrationPolicy", 1, "{}");
        writer.write(written.object, status());
        now = now.plusSeconds(60);
        put("MigrationPolicy", 2, "{}");
        writer.write(written.object, status());
        assertThat(since(written)).as("still ready").isEqualTo("2030-01-01T00:00:00Z");
        now = now.plusSeconds(60);
        put("MigrationPolicy", 3, "{run: 7}");
        writer.write(written.object, status());
        assertThat(since(written)).isEqualTo("2030-01-01T00:02:00Z");
    }

    private static String since(Written written) {
        return written.object.at("/status/conditions/0/lastTransitionTime").asText();
    }

    @Test
    void aRejectedStatusIsRetried() {
        var written = new Written();
        var refusing = new ArrayList<String>(List.of("once"));
        var writer =
                new StatusWriter(
                        patch -> {
                            if (!refusing.isEmpty()) {
                                throw new IllegalStateException(refusing.removeFirst());
                            }
                            written.patch(patch);
                        },
                        () -> now);
        put("MigrationPolicy", 1, "{}");
        assertThat(writer.write(written.object, status())).isFalse();
        now = now.plus(StatusWriter.INTERVAL);
        assertThat(writer.write(written.object, status())).isTrue();
        assertThat(written.patches).hasSize(1);
    }
}
