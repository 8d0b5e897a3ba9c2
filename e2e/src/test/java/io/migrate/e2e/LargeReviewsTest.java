package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Reviews of up to 8 MiB, which become many times as much in memory, in the webhook's own process
/// with the shipped options and heap. `-Dbodies=2000` for more of them, `-Dseed=` for the same
/// again.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LargeReviewsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BODIES = Integer.getInteger("bodies", 20);
    private static final long SEED = Long.getLong("seed", System.nanoTime());
    private static final int MOST = 8 * 1024 * 1024;

    /// The half of the 256 MiB of the Deployment's limit, as in java.options.
    private static final String HEAP = "-Xmx128m";

    private static final String REVIEW =
            """
            {"kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1", "request": {"uid": "u-1",
             "kind": {"group": "", "version": "v1", "kind": "Pod"}, "namespace": "shop", "operation": "CREATE",
             "object": {"metadata": {"name": "big", "annotations": {"migrate.io/enabled": "true",
             "migrate.io/source": "container/api:/sql" @annotations}, "labels": {"a": "b" @labels} @metadata},
             "spec": {"containers": [{"name": "api", "image": "registry.corp/api:1", "env": [{"name": "A", "value": "b"} @env]} @containers],
             "initContainers": [{"name": "one", "image": "one:1"} @initContainers],
             "volumes": [{"name": "one", "emptyDir": {}} @volumes], "imagePullSecrets": [{"name": "one"} @imagePullSecrets],
             "tolerations": [{} @tolerations] @spec} @object} @request} @review}
            """;

    /// What is repeated where; `#` becomes a number.
    private static final Map<String, List<String>> FRAGMENTS =
            Map.ofEntries(
                    Map.entry(
                            "annotations",
                            List.of(
                                    "\"#\":\"\"",
                                    "\"migrate.io/#\":\"true\"",
                                    "\"migrate.io/like-nothing-known-#\":\"x\"")),
                    Map.entry("labels", List.of("\"#\":\"\"", "\"migrate.io/#\":\"\"")),
                    Map.entry(
                            "metadata",
                            List.of("\"#\":{}", "\"ownerReferences\":[{},{}]", "\"#\":\"\"")),
                    Map.entry(
                            "env",
                            List.of(
                                    "{}",
                                    "{\"name\":\"DATABASE_URL\"}",
                                    "{\"name\":\"A#\",\"value\":\"b\"}",
                                    "{\"name\":\"A\",\"valueFrom\":{\"secretKeyRef\":{}}}")),
                    Map.entry(
                            "containers",
                            List.of(
                                    "{}",
                                    "{\"name\":\"\",\"resources\":{}}",
                                    "{\"name\":\"api\",\"env\":[{}]}",
                                    "{\"name\":\"migrate-default\"}",
                                    "{\"name\":\"c#\",\"envFrom\":[{}],\"volumeMounts\":[{}]}",
                                    "{\"resources\":{\"requests\":{\"cpu\":\"1m\"}}}")),
                    Map.entry(
                            "initContainers",
                            List.of(
                                    "{}",
                                    "{\"name\":\"migrate-default\"}",
                                    "{\"name\":\"istio-proxy\"}",
                                    "{\"name\":\"i#\",\"env\":[]}")),
                    Map.entry("volumes", List.of("{}", "{\"name\":\"migrate-files-default\"}")),
                    Map.entry("imagePullSecrets", List.of("{}", "{\"name\":\"s#\"}")),
                    Map.entry("tolerations", List.of("{}", "[]", "\"\"", "0", "[0]", "{\"\":{}}")),
                    Map.entry("spec", List.of("\"#\":{}", "\"#\":[]", "\"#\":1e5")),
                    Map.entry("object", List.of("\"#\":{}", "\"\":{\"\":{}}")),
                    Map.entry("request", List.of("\"x#\":{}", "\"oldObject\":{\"\":{\"\":{}}}")),
                    Map.entry("review", List.of("\"x#\":{}")));

    @AutoClose private Cluster cluster;
    @AutoClose private Webhook webhook;

    @BeforeAll
    void start(@TempDir Path work) throws IOException, InterruptedException {
        String options;
        try (var lines = Files.lines(ProjectRoot.root().resolve("webhook/image/java.options"))) {
            options =
                    lines.filter(each ->
                                    each.startsWith("-X")
                                            && !each.contains("AOTCache")
                                            && !each.contains("MaxRAMPercentage"))
                            .collect(Collectors.joining(" ", HEAP + " ", ""));
        }
        webhook =
                Webhook.start(
                        work,
                        Files.createDirectory(work.resolve("policies")),
                        Map.of("JAVA_TOOL_OPTIONS", options));
        cluster = Cluster.withoutControllers(work);
        cluster.namespace("shop", Map.of());
        Installation.register(cluster.client(), "shop", webhook);
    }

    private static String body(Map<String, String> parts) {
        String body = REVIEW;
        for (String place : FRAGMENTS.keySet()) {
            body = body.replace("@" + place, parts.getOrDefault(place, ""));
        }
        return body;
    }

    private static String repeated(String fragment, int times) {
        return IntStream.range(0, times)
                .mapToObj(i -> "," + fragment.replace("#", Integer.toString(i, 36)))
                .collect(Collectors.joining());
    }

    /// The fragment until there are this many bytes.
    private static String filled(String fragment, int bytes) {
        var text = new StringBuilder(bytes + 64);
        for (int i = 0; text.length() < bytes; i++) {
            text.append(',').append(fragment.replace("#", Integer.toString(i, 36)));
        }
        return text.toString();
    }

    private JsonNode small() throws IOException, InterruptedException {
        HttpResponse<String> answer = webhook.post("application/json", body(Map.of()));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode response = JSON.readTree(answer.body()).path("response");
        assertThat(response.has("patch")).as(answer.body()).isTrue();
        return response;
    }

    /// The reproductions of the review of this project's security, four at once.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    tolerations | {}                          | 2850000
                    containers  | {"name":"","resources":{}}  | 3800000
                    containers  | {"name":"","resources":{}}  | 7970000
                    tolerations | {}                          | 9000000
                    """)
    void fourAtOnceEndNoProcess(String place, String fragment, int bytes) throws Exception {
        String body = body(Map.of(place, filled(fragment, bytes)));
        for (HttpResponse<String> each : atOnce(List.of(body, body, body, body))) {
            if (each.statusCode() == 200) {
                JsonNode response = JSON.readTree(each.body()).path("response");
                assertThat(response.path("uid").asText()).isEqualTo("u-1");
                assertThat(response.path("allowed").asBoolean()).isFalse();
                assertThat(response.path("status").path("code").asInt()).isEqualTo(413);
                assertThat(response.path("status").path("message").asText())
                        .startsWith(
                                bytes <= MOST
                                        ? "too large to be checked: its objects have too many"
                                                + " elements"
                                        : "too large to be checked: the body is larger than"
                                                + " 8388608");
            } else {
                assertThat(each.statusCode()).as(each.body()).isEqualTo(429);
                assertThat(each.headers().firstValue("retry-after")).hasValue("1");
            }
        }
        small();
    }

    /// Each of them is worth a warning.
    @Test
    void sixtyThousandUnknownAnnotationsAreAnswered() throws Exception {
        String unknown = repeated("\"migrate.io/like-nothing-known-#\":\"x\"", 60_000);
        HttpResponse<String> answer =
                webhook.post("application/json", body(Map.of("annotations", unknown)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode warnings = JSON.readTree(answer.body()).at("/response/warnings");
        assertThat(warnings.path(warnings.size() - 1).asText()).matches("and \\d+ more");
    }

    /// Sends all, and small ones meanwhile.
    private List<HttpResponse<String>> atOnce(List<String> bodies) throws Exception {
        var answers = new ArrayList<HttpResponse<String>>();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HttpResponse<String>>> sent =
                    bodies.stream()
                            .map(each ->
                                    clients.submit(() -> webhook.post("application/json", each)))
                            .toList();
            while (!sent.stream().allMatch(Future::isDone)) {
                small();
            }
            for (Future<HttpResponse<String>> each : sent) {
                answers.add(each.get());
            }
        }
        return answers;
    }

    @Test
    void aPodOfTwoHundredContainersWithAHundredVariablesEachIsInjected() throws Exception {
        String env =
                IntStream.range(0, 100)
                        .mapToObj(
                                "{\"name\":\"SETTING_%1$d\",\"value\":\"the value of %1$d\"}"
                                        ::formatted)
                        .collect(Collectors.joining(","));
        String containers =
                repeated(
                        "{\"name\":\"c#\",\"image\":\"registry.corp/c:1\",\"env\":[%s]}"
                                .formatted(env),
                        200);
        HttpResponse<String> answer =
                webhook.post("application/json", body(Map.of("containers", containers)));
        assertThat(JSON.readTree(answer.body()).path("response").has("patch"))
                .as(answer.body())
                .isTrue();
    }

    @Test
    void fourLargePodsAreRefusedAndASmallOneIsInjectedMeanwhile() throws Exception {
        String large = pod("big-#", ", \"tolerations\": [{}" + repeated("{}", 950_000) + "]");
        try (var users = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<JsonNode>> created =
                    IntStream.range(0, 4)
                            .mapToObj(i -> users.submit(() -> create(large.replace("#", "" + i))))
                            .toList();
            for (int i = 0; !created.stream().allMatch(Future::isDone); i++) {
                assertThat(create(pod("small-" + i, "")).at("/spec/initContainers")).hasSize(2);
            }
            for (Future<JsonNode> each : created) {
                assertThatThrownBy(each::get)
                        .hasMessageContaining("pods.inject.migrate.io")
                        .hasMessageContaining("too large to be checked");
            }
        }
    }

    private static String pod(String name, String more) {
        return """
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "%s", "namespace": "shop", "annotations":
         {"migrate.io/enabled": "true", "migrate.io/source": "container/api:/sql"}}, "spec": {"containers":
         [{"name": "api", "image": "registry.corp/api:1"}]%s}}
        """
                .formatted(name, more);
    }

    private JsonNode create(String pod) throws IOException {
        return JSON.readTree(
                cluster.client().raw("/api/v1/namespaces/shop/pods?dryRun=All", "POST", pod));
    }

    /// Searches for the worst body.
    @Test
    void noBodyEndsTheProcess() throws Exception {
        var random = new Random(SEED);
        var slowest = new HashMap<String, Long>();
        var outcomes = new ConcurrentHashMap<String, Integer>();
        for (int i = 0; i < BODIES; i++) {
            var parts = new HashMap<String, String>();
            var shown = new ArrayList<String>();
            int places = random.nextInt(1, 4);
            for (int j = 0; j < places; j++) {
                String place =
                        List.copyOf(FRAGMENTS.keySet()).get(random.nextInt(FRAGMENTS.size()));
                List<String> choices = FRAGMENTS.get(place);
                String fragment = choices.get(random.nextInt(choices.size()));
                int size = random.nextInt(1 << random.nextInt(10, 24)) % (MOST / places - 2000);
                parts.put(place, filled(fragment, size));
                shown.add(place + " " + fragment + " × " + size);
            }
            String body = body(parts);
            int times = random.nextInt(1, 5);
            Instant start = Instant.now();
            List<HttpResponse<String>> answers;
            try {
                answers = atOnce(IntStream.range(0, times).mapToObj(_ -> body).toList());
            } catch (ExecutionException | IOException e) {
                throw new AssertionError(
                        "-Dseed=%d, body %d, %d at once: %s".formatted(SEED, i, times, shown), e);
            }
            for (HttpResponse<String> each : answers) {
                assertThat(each.statusCode()).as("%s", shown).isIn(200, 413, 429);
                outcomes.merge(outcome(each), 1, Integer::sum);
            }
            slowest.put(
                    "%d × %s".formatted(times, shown),
                    Duration.between(start, Instant.now()).toMillis() / times);
        }
        slowest.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(5)
                .forEach(each -> System.out.println(each.getValue() + " ms: " + each.getKey()));
        System.out.printf("%s, %d KiB%n", new TreeMap<>(outcomes), webhook.memory());
        assertThat(webhook.memory()).as("KiB, of 256 MiB").isLessThan(256 * 1024);
    }

    private static String outcome(HttpResponse<String> answer) throws IOException {
        if (answer.statusCode() != 200) {
            return Integer.toString(answer.statusCode());
        }
        JsonNode response = JSON.readTree(answer.body()).path("response");
        return response.has("patch")
                ? "patched"
                : "refused " + response.path("status").path("code").asInt();
    }
}
