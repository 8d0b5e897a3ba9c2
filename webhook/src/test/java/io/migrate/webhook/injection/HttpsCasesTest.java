package io.migrate.webhook.injection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.admission.TrustingClient;
import io.migrate.webhook.admission.WebhookServer;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.tls.SelfSigned;
import io.vertx.core.Vertx;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// Every case folder once more, as an API server would send it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpsCasesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Vertx vertx = Vertx.vertx();
    private final AtomicReference<Policies> policies = new AtomicReference<>();
    private HttpClient client;
    private URI uri;

    static List<Case> cases() throws IOException {
        return Case.all();
    }

    @BeforeAll
    void start() throws Exception {
        var identity = SelfSigned.create(List.of("localhost"), Clock.systemUTC());
        var settings =
                new WebhookServer.Settings(
                        "127.0.0.1", 0, identity.identity().chain(), identity.identity().key());
        int port =
                new WebhookServer(
                                settings,
                                () -> Optional.of(policies.get()).map(ClusterSnapshot::of))
                        .start(vertx)
                        .await();
        uri = URI.create("https://localhost:" + port + "/mutate");
        client = TrustingClient.client(identity.authority());
    }

    @AfterAll
    void stop() {
        client.close();
        vertx.close().await();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void comesOutAsExpected(Case each) throws IOException, InterruptedException {
        policies.set(each.policies());
        JsonNode response = send(each.pod());
        String refused = each.text("refused.txt").orElse("");
        assertThat(response.path("allowed").asBoolean())
                .as(response.path("status").toString())
                .isEqualTo(refused.isEmpty());
        if (!refused.isEmpty()) {
            assertThat(response.path("status").path("message").asText() + "\n").isEqualTo(refused);
            assertThat(response.has("patch")).isFalse();
            return;
        }
        JsonNode patch =
                response.has("patch")
                        ? JSON.readTree(response.path("patch").binaryValue())
                        : JSON.createArrayNode();
        JsonNode patched = JsonPatch.apply((ArrayNode) patch, each.pod());
        assertThat(Case.yaml(patched)).isEqualTo(each.text("expected.yaml").orElseThrow());

        var warnings = new ArrayList<String>();
        response.path("warnings").forEach(warning -> warnings.add(warning.asText()));
        assertThat(warnings).isEqualTo(each.text("warnings.txt").orElse("").lines().toList());
    }

    private JsonNode send(ObjectNode pod) throws IOException, InterruptedException {
        ObjectNode review = JSON.createObjectNode();
        review.put("apiVersion", "admission.k8s.io/v1").put("kind", "AdmissionReview");
        ObjectNode request = review.putObject("request").put("uid", "1");
        request.putObject("kind").put("group", "").put("version", "v1").put("kind", "Pod");
        request.put("namespace", Case.NAMESPACE).put("operation", "CREATE").set("object", pod);
        var sent =
                HttpRequest.newBuilder(uri)
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(review.toString()))
                        .build();
        var answer = client.send(sent, HttpResponse.BodyHandlers.ofString());
        return JSON.readTree(answer.body()).path("response");
    }
}
