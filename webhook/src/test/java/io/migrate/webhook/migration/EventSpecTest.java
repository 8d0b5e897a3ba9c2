package io.migrate.webhook.migration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// From a Pod to the text of its Events. `EventsTest` in `e2e` runs the same cases on a real API
/// server.
class EventSpecTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern TIME = Pattern.compile("\"(-?[0-9]+)s\"");
    private static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");
    private static final Instant SINCE = NOW.minus(Duration.ofHours(1));

    private static final String POD =
            """
            apiVersion: v1
            kind: Pod
            metadata:
              namespace: shop
              labels: {migrate.io/injected: "true", pod-template-hash: 7d9c}
              annotations: {migrate.io/status: '{"v":1,"policies":[{"name":"default"}]}'}
            spec:
              initContainers:
                - {name: migrate-files-default, image: "registry.example.com/api:1"}
                - {name: migrate-default, image: "registry.example.com/migrator:1", env: [{name: MIGRATE_TIMEOUT, value: 3m}]}
              containers: [{name: api, image: "registry.example.com/api:1"}]
              volumes:
                - {name: migrate-files-default, emptyDir: {}}
                - {name: migrate-ca-default, configMap: {name: rds-ca}}
                - {name: other, configMap: {name: other}}
            status: {phase: Pending, initContainerStatuses: []}
            """;

    static Stream<JsonNode> cases() throws IOException {
        try (var file = EventSpecTest.class.getResourceAsStream("/events.yaml")) {
            return YAML.readTree(file).valueStream().toList().stream();
        }
    }

    private static JsonNode tree(String yaml) {
        try {
            return YAML.readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(yaml, e);
        }
    }

    private static Pod pod(JsonNode given) {
        var pod = (ObjectNode) tree(POD);
        ((ObjectNode) pod.path("metadata"))
                .put("name", given.path("name").asText())
                .put("uid", "uid-of-" + given.path("name").asText());
        try {
            JSON.readerForUpdating(pod.path("status")).readValue(given.path("status"));
            JSON.readerForUpdating(pod).readValue(given.path("pod"));
            ((ObjectNode) pod.at("/metadata/annotations"))
                    .properties()
                    .removeIf(each -> each.getValue().isNull());
            var statuses = ((ObjectNode) pod.path("status")).putArray("initContainerStatuses");
            if (given.has("sidecar")) {
                ((ArrayNode) pod.at("/spec/initContainers"))
                        .insertObject(0)
                        .put("name", "cache")
                        .put("restartPolicy", "Always");
                statuses.add(named(given.path("sidecar"), "cache"));
            }
            if (given.has("copy")) {
                statuses.add(named(given.path("copy"), "migrate-files-default"));
            }
            if (given.has("migrator")) {
                statuses.add(named(given.path("migrator"), "migrate-default"));
            }
            String timed =
                    TIME.matcher(pod.toString())
                            .replaceAll(time ->
                                    Matcher.quoteReplacement(
                                            '"'
                                                    + NOW.plusSeconds(Long.parseLong(time.group(1)))
                                                            .toString()
                                                    + '"'));
            return JSON.readValue(timed, Pod.class);
        } catch (IOException e) {
            throw new IllegalArgumentException(given.toString(), e);
        }
    }

    private static JsonNode named(JsonNode status, String name) {
        return ((ObjectNode) status.deepCopy()).put("name", name);
    }

    private static List<EventSpec> specs(Pod pod, Optional<Owner> workload) {
        PodMigrations migrations = PodReader.read(pod);
        return migrations.migrations().stream()
                .flatMap(each ->
                        EventFactory.create(migrations, each, () -> workload, SINCE, NOW).stream())
                .toList();
    }

    /// Specs with the same name are one Event with a count.
    private static List<String> events(List<EventSpec> specs) {
        var counts = new LinkedHashMap<String, Integer>();
        specs.forEach(each -> counts.merge(each.name(), 1, Integer::sum));
        var seen = new HashSet<String>();
        return specs.stream()
                .filter(each -> seen.add(each.name()))
                .map(each ->
                        "%s %s x%d: %s"
                                .formatted(
                                        each.type(),
                                        each.reason(),
                                        counts.get(each.name()),
                                        each.message()))
                .sorted()
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aPodHasTheseEvents(JsonNode given) {
        assertThat(events(specs(pod(given), Optional.empty())))
                .isEqualTo(given.path("events").valueStream().map(JsonNode::asText).toList());
    }

    private static JsonNode named(String name) throws IOException {
        return cases().filter(each -> each.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static final Owner DEPLOYMENT = new Owner("apps/v1", "Deployment", "api", "d");

    private static List<EventSpec> ofReplica(String given, int replica, String rollout)
            throws IOException {
        Pod pod = pod(named(given));
        pod.getMetadata().setName("api-" + rollout + "-" + replica);
        pod.getMetadata().setUid(rollout + replica);
        pod.getMetadata().getLabels().put("pod-template-hash", rollout);
        return specs(pod, Optional.of(DEPLOYMENT));
    }

    @Test
    void replicasShareOneEventOfTheirDeployment() throws IOException {
        var specs = Stream.<EventSpec>builder();
        for (int i = 0; i < 200; i++) {
            ofReplica("exit-14", i, "one").forEach(specs::add);
        }
        List<EventSpec> all = specs.build().toList();
        assertThat(all.stream().filter(each -> each.involved().equals(DEPLOYMENT)))
                .hasSize(200)
                .extracting(EventSpec::name)
                .containsOnly("api.6b067dd137f0321d");
        assertThat(all.stream().filter(each -> each.involved().kind().equals("Pod")))
                .extracting(EventSpec::name)
                .hasSize(200)
                .doesNotHaveDuplicates();
        assertThat(all.getLast().message())
                .startsWith(
                        "policy default, Pod api-one-199: a statement failed (exit 14,"
                                + " StatementFailed): ");
    }

    /// The Event is on the workload alone, and superseded if another replica applied something.
    @Test
    void aRolloutWithNothingToDoIsOneEvent() throws IOException {
        List<EventSpec> one = ofReplica("nothing-to-do", 1, "one");
        assertThat(one).hasSize(1);
        assertThat(one.getFirst().involved()).isEqualTo(DEPLOYMENT);
        assertThat(one.getFirst().interval()).isGreaterThan(Duration.ofHours(1));
        assertThat(ofReplica("nothing-to-do", 2, "one").getFirst().name())
                .isEqualTo(one.getFirst().name());
        assertThat(ofReplica("nothing-to-do", 2, "two").getFirst().name())
                .isNotEqualTo(one.getFirst().name());
        assertThat(ofReplica("applied", 3, "one"))
                .extracting(EventSpec::name)
                .contains(one.getFirst().supersededBy().orElseThrow());
    }

    @Test
    void theNamesOfEventsAreStable() throws IOException {
        assertThat(ofReplica("running", 1, "one"))
                .extracting(EventSpec::name)
                .containsExactly("api-one-1.5607647a505937cd", "api.138bac6753a44f62");
    }

    @Test
    void aPodIsStuckBeyondItsOwnTimeouts() throws IOException {
        Pod pod = pod(named("secret-missing"));
        var timeout = Duration.ofMinutes(2).plus(Duration.ofMinutes(3));
        pod.getStatus().setStartTime(NOW.minus(timeout).toString());
        PodMigrations read = PodReader.read(pod);
        Migration migration = read.migrations().getFirst();
        assertThat(read.isStuck(migration, NOW)).isFalse();
        assertThat(read.isStuck(migration, NOW.plusSeconds(1))).isTrue();
        assertThat(read.deleted().isStuck(migration, NOW.plusSeconds(1))).isFalse();
    }

    /// Its timeouts begin again when its Node restarts.
    @Test
    void aNewSandboxHasItsTimeToo() throws IOException {
        Pod pod = pod(named("secret-missing"));
        pod.getStatus().setStartTime(NOW.minus(Duration.ofDays(9)).toString());
        PodCondition prepared = new PodCondition();
        prepared.setType("PodReadyToStartContainers");
        prepared.setStatus("True");
        prepared.setLastTransitionTime(NOW.minus(Duration.ofMinutes(4)).toString());
        pod.getStatus().setConditions(List.of(prepared));
        PodMigrations read = PodReader.read(pod);
        Migration migration = read.migrations().getFirst();
        assertThat(read.isStuck(migration, NOW)).isFalse();
        assertThat(read.isStuck(migration, NOW.plus(Duration.ofMinutes(2)))).isTrue();
    }

    @Test
    void thePageHasEveryOutcome() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "events.md"));
        assertThat(Stream.of(Outcome.values()).filter(each -> !each.isSuccess()))
                .allSatisfy(each -> assertThat(page).contains(" | " + each.summary() + " | "));
    }

    /// For any termination message, an Event is one line of bounded length without characters that
    /// move a cursor or reverse text.
    @Test
    void noMessageBreaksALine() {
        long seed = Long.getLong("seed", System.nanoTime());
        var random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            String text = text(random);
            Pod pod =
                    pod(
                            tree(
                                    "{name: api, migrator: {state: {terminated: {exitCode: 14,"
                                            + " finishedAt: -1s}}}}"));
            pod.getStatus()
                    .getInitContainerStatuses()
                    .getFirst()
                    .getState()
                    .getTerminated()
                    .setMessage(text);
            for (EventSpec each : specs(pod, Optional.of(DEPLOYMENT))) {
                assertThat(each.message())
                        .as("-Dseed=%d, %s", seed, text)
                        .hasSizeLessThanOrEqualTo(1000)
                        .matches("[^\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]*");
            }
        }
    }

    private static String text(Random random) {
        String valid =
                "{\"outcome\":\"StatementFailed\",\"code\":14,\"script\":\"%s\",\"message\":\"%s\"}"
                        .formatted(characters(random), characters(random));
        String text = random.nextBoolean() ? valid : characters(random);
        return text.substring(0, random.nextInt(text.length() + 1));
    }

    private static String characters(Random random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(2_000); i > 0; i--) {
            text.append(
                    (char)
                            (random.nextInt(4) == 0
                                    ? random.nextInt(0x10000)
                                    : ' ' + random.nextInt(95)));
        }
        return text.toString();
    }
}
