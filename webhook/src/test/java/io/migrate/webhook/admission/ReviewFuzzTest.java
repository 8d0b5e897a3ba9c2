package io.migrate.webhook.admission;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.injection.ClusterSnapshot;
import io.migrate.webhook.policy.Layer;
import io.migrate.webhook.policy.Policies;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Reviews that no API server sends, and answers that it understands all the same. Over mutated
/// ones: `-Dreviews=1000000` for more of them, `-Dseed=` for the same again; the seed is in every
/// failure.
///
/// Failure classes of the field: 4 (an answer that the API server takes for a broken webhook), 18
/// (values that attack), 23 (one outcome a request).
class ReviewFuzzTest {
    private static final int REVIEWS = Integer.getInteger("reviews", 2_000);

    /// Nests deeper than the server's own, so as to reach its limit; otherwise it reads what that
    /// reads.
    private static final ObjectMapper JSON =
            new ObjectMapper(
                    JsonFactory.builder()
                            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                            .streamReadConstraints(
                                    StreamReadConstraints.builder()
                                            .maxNestingDepth(5000)
                                            .maxNameLength(Integer.MAX_VALUE)
                                            .build())
                            .streamWriteConstraints(
                                    StreamWriteConstraints.builder().maxNestingDepth(5000).build())
                            .build());

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final String REVIEW =
            """
            {"kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1",
             "request": {
               "uid": "705ab4f5-6393-11e8-b7cc-42010a800002",
               "kind": {"group": "", "version": "v1", "kind": "Pod"},
               "resource": {"group": "", "version": "v1", "resource": "pods"},
               "namespace": "shop", "operation": "CREATE", "dryRun": false,
               "userInfo": {"username": "system:serviceaccount:kube-system:replicaset-controller", "groups": ["system:authenticated"]},
               "object": {"kind": "Pod", "apiVersion": "v1",
                 "metadata": {"generateName": "api-7d9c-", "creationTimestamp": null,
                   "labels": {"app": "api", "pod-template-hash": "7d9c"},
                   "annotations": {"migrate.io/enabled": "true", "migrate.io/source": "container/api:/app/drizzle", "migrate.io/timeout": "9m",
                     "cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes": "cache"}},
                 "spec": {
                   "volumes": [{"name": "cache", "emptyDir": {}}],
                   "initContainers": [{"name": "istio-init", "image": "istio/proxyv2", "securityContext": {"runAsUser": 0}}],
                   "containers": [{"name": "api", "image": "registry.example.com/api:1", "env": [{"name": "PORT", "value": "8080"}],
                     "resources": {"requests": {"cpu": "100m", "memory": "64Mi"}, "limits": {"cpu": "1"}},
                     "securityContext": {"runAsUser": 1001}}],
                   "imagePullSecrets": [{"name": "corp"}], "securityContext": {"runAsUser": 2002}, "nodeSelector": {"a": "b"}}},
               "oldObject": null, "options": {"kind": "CreateOptions", "apiVersion": "meta.k8s.io/v1"}}}
            """;

    private final Admission admission =
            new Admission(
                    () ->
                            Optional.of(
                                    ClusterSnapshot.of(
                                            Policies.of(Layer.builtIn("migrator:1"), List.of()))),
                    _ -> {});

    private final Logger log = (Logger) LoggerFactory.getLogger(Admission.class);

    /// Ten thousand lines would tell nobody anything.
    @BeforeEach
    void silence() {
        log.setLevel(Level.OFF);
    }

    @AfterEach
    void speak() {
        log.setLevel(null);
    }

    @ParameterizedTest
    @EnumSource
    void everyReviewIsAnswered(Endpoint endpoint) throws IOException {
        long seed = Long.getLong("seed", System.nanoTime());
        var random = new Random(seed);
        int understood = 0;
        for (int i = 0; i < REVIEWS; i++) {
            // One review can be made again without those before it.
            long own = i == 0 ? seed : random.nextLong();
            try {
                understood += check(endpoint, mutated(endpoint, new Random(own))) ? 1 : 0;
            } catch (AssertionError | RuntimeException | StackOverflowError e) {
                throw new AssertionError(
                        "review %d; again with -Dseed=%d -Dreviews=1".formatted(i, own), e);
            }
        }
        if (REVIEWS >= 1000) {
            assertThat(understood).as("reviews, seed %d", seed).isBetween(REVIEWS / 4, REVIEWS);
        }
    }

    /// @return whether it was a review at all
    private boolean check(Endpoint endpoint, byte[] body) throws IOException {
        HttpResponse answer = admission.answer(endpoint, RequestBody.of(body));
        JsonNode reply = JSON.readTree(answer.body().getBytes());
        if (answer.status() != 200) {
            assertThat(answer.status()).isBetween(400, 499);
            assertThat(reply.path("kind").asText()).isEqualTo("Status");
            assertThat(reply.path("code").asInt()).isEqualTo(answer.status());
            assertThat(reply.path("message").asText()).isNotBlank().hasSizeLessThan(1000);
            return false;
        }
        JsonNode response = reply.path("response");
        if (response.at("/status/code").asInt() == 413
                || response.at("/warnings/0").asText().contains("too large to be checked")) {
            // What follows the limit was not read; it may be anything.
            assertThat(response.path("uid").asText()).isNotEmpty();
            assertThat(response.path("allowed").asBoolean())
                    .isEqualTo(endpoint == Endpoint.WORKLOADS);
            return true;
        }
        JsonNode review = JSON.readTree(body);
        assertThat(reply.path("kind").asText()).isEqualTo("AdmissionReview");
        assertThat(reply.path("apiVersion").asText()).isEqualTo("admission.k8s.io/v1");
        assertThat(response.path("uid").asText())
                .isNotEmpty()
                .isEqualTo(encodable(review.at("/request/uid").asText()));
        assertThat(response.path("allowed").isBoolean()).isTrue();
        if (response.path("allowed").asBoolean()) {
            assertThat(response.has("patch")).isEqualTo(response.has("patchType"));
            if (response.has("patch")) {
                assertThat(endpoint).isEqualTo(Endpoint.PODS);
                JsonNode patch = JSON.readTree(response.path("patch").binaryValue());
                assertThat(patch.isArray() && !patch.isEmpty()).isTrue();
            }
            for (JsonNode warning : response.path("warnings")) {
                assertThat(warning.asText()).isNotBlank().hasSizeLessThanOrEqualTo(256);
            }
        } else {
            assertThat(response.path("status").path("message").asText()).isNotBlank();
            assertThat(response.has("patch")).isFalse();
        }
        return true;
    }

    /// Half a character cannot be sent back.
    private static String encodable(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /// Returns a review that no API server sends, or hardly any.
    static byte[] mutated(Endpoint endpoint, Random random) throws JsonProcessingException {
        JsonNode review =
                switch (endpoint) {
                    case PODS -> JSON.readTree(REVIEW);
                    case WORKLOADS -> workload(random, (ObjectNode) JSON.readTree(REVIEW));
                };
        if (random.nextInt(4) == 0) {
            return mutatedBytes(random, JSON.writeValueAsBytes(review));
        }
        for (int i = random.nextInt(4); i >= 0; i--) {
            mutate(random, review);
        }
        byte[] bytes = JSON.writeValueAsBytes(review);
        return random.nextInt(10) == 0 ? mutatedBytes(random, bytes) : bytes;
    }

    /// The same Pod as the template of another object, which gets another image.
    private static ObjectNode workload(Random random, ObjectNode review) {
        String kind = List.of("Deployment", "StatefulSet", "Job").get(random.nextInt(3));
        String group = kind.equals("Job") ? "batch" : "apps";
        ObjectNode request = (ObjectNode) review.path("request");
        request.put("operation", random.nextBoolean() ? "CREATE" : "UPDATE");
        request.putObject("kind").put("group", group).put("version", "v1").put("kind", kind);
        ObjectNode pod = (ObjectNode) request.path("object");
        ObjectNode object = NODES.objectNode().put("apiVersion", group + "/v1").put("kind", kind);
        object.putObject("metadata").put("name", "api");
        object.putObject("spec")
                .put("replicas", 3)
                .put("parallelism", 3)
                .put("backoffLimit", 0)
                .put("progressDeadlineSeconds", 60)
                .set("template", pod);
        request.set("object", object);
        request.set("oldObject", object.deepCopy());
        ((ObjectNode) pod.at("/spec/containers/0")).put("image", "registry.example.com/api");
        return review;
    }

    private static byte[] mutatedBytes(Random random, byte[] bytes) {
        return switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 1 -> Arrays.copyOfRange(bytes, random.nextInt(bytes.length), bytes.length);
            case 2 -> {
                byte[] twice = Arrays.copyOf(bytes, bytes.length * 2);
                System.arraycopy(bytes, 0, twice, bytes.length, bytes.length);
                yield twice;
            }
            default -> {
                for (int i = random.nextInt(8); i >= 0; i--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
                yield bytes;
            }
        };
    }

    /// Replaces, deletes or doubles something anywhere in the tree.
    private static void mutate(Random random, JsonNode review) {
        var holders = new ArrayList<JsonNode>();
        collect(review, holders);
        switch (holders.get(random.nextInt(holders.size()))) {
            case ObjectNode object -> {
                var names = new ArrayList<String>();
                object.fieldNames().forEachRemaining(names::add);
                if (names.isEmpty()) {
                    object.set(text(random), value(random));
                    return;
                }
                String name = names.get(random.nextInt(names.size()));
                switch (random.nextInt(4)) {
                    case 0 -> object.remove(name);
                    case 1 -> object.set(text(random), object.path(name).deepCopy());
                    default -> object.set(name, value(random));
                }
            }
            case ArrayNode array -> {
                int index = random.nextInt(array.size() + 1);
                if (index == array.size()) {
                    array.add(value(random));
                    return;
                }
                switch (random.nextInt(3)) {
                    case 0 -> array.remove(index);
                    case 1 -> array.insert(index, array.get(index).deepCopy());
                    default -> array.set(index, value(random));
                }
            }
            default -> throw new IllegalStateException("only objects and arrays are collected");
        }
    }

    private static void collect(JsonNode node, List<JsonNode> holders) {
        if (node.isContainerNode()) {
            holders.add(node);
            node.forEach(each -> collect(each, holders));
        }
    }

    private static JsonNode value(Random random) {
        return switch (random.nextInt(12)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.booleanNode(random.nextBoolean());
            case 2 -> NODES.numberNode(random.nextLong());
            case 3 -> NODES.numberNode(new BigDecimal("1e999999999"));
            case 4 -> NODES.numberNode(BigInteger.TEN.pow(900).negate());
            case 5 -> NODES.numberNode(Double.MIN_VALUE);
            case 6 -> nested(random, random.nextInt(1, 1001));
            case 7 -> NODES.arrayNode();
            case 8 -> NODES.objectNode();
            case 9 -> NODES.arrayNode().add(text(random)).addNull().add(NODES.objectNode());
            default -> NODES.textNode(text(random));
        };
    }

    private static JsonNode nested(Random random, int depth) {
        JsonNode node = NODES.textNode("deep");
        for (int i = 0; i < depth; i++) {
            node =
                    random.nextBoolean()
                            ? NODES.arrayNode().add(node)
                            : NODES.objectNode().set("a", node);
        }
        return node;
    }

    private static String text(Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> "";
            case 1 -> "x".repeat(random.nextInt(100_000));
            case 2 -> "\u0000\u001b[2J\r\n\u202e\ud83d\ude00\uffff";
            case 3 -> "\ud83d";
            case 4 -> "migrate.io/" + (char) random.nextInt(32, 127);
            case 5 -> "/metadata/annotations~1~0/-";
            case 6 -> "1e99";
            case 7 -> "container/api:/" + "../".repeat(random.nextInt(3)) + "sql";
            case 8 -> "migrate-default";
            default -> "istio-proxy";
        };
    }
}
