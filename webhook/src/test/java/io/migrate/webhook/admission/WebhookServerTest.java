package io.migrate.webhook.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.migrate.webhook.injection.ClusterSnapshot;
import io.migrate.webhook.policy.Layer;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.tls.SelfSigned;
import io.vertx.core.Vertx;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.SSLHandshakeException;

/// The server over real TLS: what reviews get, and what everything else gets.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebhookServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String POD =
            """
            {"apiVersion": "v1", "kind": "Pod",
             "metadata": {"generateName": "api-", "annotations": {%s}},
             "spec": {"containers": [{"name": "api", "image": "registry.example.com/api:1"}]}}
            """;
    private static final String ENABLED =
            "\"migrate.io/enabled\": \"true\", \"migrate.io/source\": \"container/api:/sql\"";

    private final Vertx vertx = Vertx.vertx();
    private SelfSigned identity;
    private HttpClient client;
    private int port;

    @BeforeAll
    void start() throws Exception {
        identity = SelfSigned.create(List.of("localhost", "127.0.0.1"), Clock.systemUTC());
        var settings =
                new WebhookServer.Settings(
                        "127.0.0.1", 0, identity.identity().chain(), identity.identity().key());
        var policies = Policies.of(Layer.builtIn("ghcr.io/migrate-io/migrator:1"), List.of());
        port =
                new WebhookServer(settings, () -> Optional.of(ClusterSnapshot.of(policies)))
                        .start(vertx)
                        .await();
        client = TrustingClient.client(identity.authority());
    }

    @AfterAll
    void stop() {
        client.close();
        vertx.close().await();
    }

    private HttpResponse<String> send(String method, String path, String type, String body)
            throws Exception {
        var request =
                HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                        .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!type.isEmpty()) {
            request.header("content-type", type);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String body(String kind, String object) {
        return """
        {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview",
         "request": {"uid": "705ab4f5", "kind": {"group": "", "version": "v1", "kind": "%s"},
                     "namespace": "shop", "operation": "CREATE", "object": %s}}
        """
                .formatted(kind, object);
    }

    private JsonNode review(String kind, String object) throws Exception {
        return response("/mutate", body(kind, object));
    }

    private JsonNode response(String path, String body) throws Exception {
        var answer = send("POST", path, "application/json", body);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
        JsonNode review = JSON.readTree(answer.body());
        assertThat(review.path("apiVersion").asText()).isEqualTo("admission.k8s.io/v1");
        assertThat(review.path("kind").asText()).isEqualTo("AdmissionReview");
        assertThat(review.path("response").path("uid").asText()).isEqualTo("705ab4f5");
        return review.path("response");
    }

    @Test
    void anAnnotatedPodIsPatched() throws Exception {
        JsonNode response = review("Pod", POD.formatted(ENABLED));
        assertThat(response.path("allowed").asBoolean()).isTrue();
        assertThat(response.path("patchType").asText()).isEqualTo("JSONPatch");
        JsonNode patch = JSON.readTree(response.path("patch").binaryValue());
        assertThat(patch.findValuesAsText("path"))
                .contains("/spec/initContainers/0", "/spec/initContainers/1");
        assertThat(response.path("auditAnnotations").path("outcome").asText())
                .isEqualTo("injected");
    }

    @Test
    void aPodWithoutAnnotationsIsAdmittedUnchanged() throws Exception {
        JsonNode response = review("Pod", POD.formatted(""));
        assertThat(response.path("allowed").asBoolean()).isTrue();
        assertThat(response.has("patch")).isFalse();
    }

    @Test
    void aWrongAnnotationIsRefusedInASentence() throws Exception {
        JsonNode response = review("Pod", POD.formatted("\"migrate.io/enabled\": \"maybe\""));
        assertThat(response.path("allowed").asBoolean()).isFalse();
        assertThat(response.path("status").path("message").asText())
                .isEqualTo("migrate.io/enabled: value \"maybe\" is not one of \"true\", \"false\"");
    }

    @Test
    void everyAnswerTellsTheAuditLogWhatBecameOfThePod() throws Exception {
        assertThat(audit(POD.formatted(ENABLED))).isEqualTo("injected");
        assertThat(audit(POD.formatted(""))).isEqualTo("untouched");
        assertThat(audit(POD.formatted("\"migrate.io/enabled\": \"maybe\""))).isEqualTo("refused");
    }

    private String audit(String pod) throws Exception {
        return review("Pod", pod).path("auditAnnotations").path("outcome").asText();
    }

    private static String workload(String operation, String before, String after) {
        return """
        {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview",
         "request": {"uid": "705ab4f5", "kind": {"group": "apps", "version": "v1", "kind": "Deployment"},
                     "namespace": "shop", "operation": "%s", "oldObject": %s, "object": %s}}
        """
                .formatted(operation, before, after);
    }

    private static String deployment(int replicas, String annotations) {
        return """
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "api"},
         "spec": {"replicas": %d, "progressDeadlineSeconds": 60, "template": %s}}
        """
                .formatted(replicas, POD.formatted(annotations));
    }

    @Test
    void aWorkloadIsWarnedAboutAndNeverPatched() throws Exception {
        JsonNode response =
                response("/workloads", workload("CREATE", "null", deployment(1, ENABLED)));
        assertThat(response.path("allowed").asBoolean()).isTrue();
        assertThat(response.path("warnings"))
                .singleElement()
                .satisfies(warning ->
                        assertThat(warning.asText())
                                .startsWith("spec.progressDeadlineSeconds: 60 seconds"));
        assertThat(response.has("patch")).isFalse();
        assertThat(response.path("auditAnnotations").path("reason").asText())
                .isEqualTo("template-accepted");
    }

    @Test
    void aWorkloadIsRefusedInTheSentenceOfItsPods() throws Exception {
        String bad = deployment(1, "\"migrate.io/enabled\": \"maybe\"");
        JsonNode response = response("/workloads", workload("CREATE", "null", bad));
        assertThat(response.path("allowed").asBoolean()).isFalse();
        assertThat(response.path("status").path("message").asText())
                .isEqualTo("migrate.io/enabled: value \"maybe\" is not one of \"true\", \"false\"");
    }

    @Test
    void whatAWorkloadWasBeforeIsRead() throws Exception {
        String bad = "\"migrate.io/enabled\": \"maybe\"";
        JsonNode scaled =
                response("/workloads", workload("UPDATE", deployment(1, bad), deployment(2, bad)));
        assertThat(scaled.path("allowed").asBoolean()).isTrue();
        JsonNode changed =
                response(
                        "/workloads",
                        workload("UPDATE", deployment(1, ENABLED), deployment(1, bad)));
        assertThat(changed.path("allowed").asBoolean()).isFalse();
        assertThat(
                        response("/workloads", workload("DELETE", deployment(1, bad), "null"))
                                .path("allowed")
                                .asBoolean())
                .isTrue();
    }

    @Test
    void aSubresourceOfAWorkloadIsLeftAlone() throws Exception {
        String bad = deployment(1, "\"migrate.io/enabled\": \"maybe\"");
        String review =
                workload("UPDATE", deployment(1, ENABLED), bad)
                        .replace("\"operation\"", "\"subResource\": \"status\", \"operation\"");
        assertThat(response("/workloads", review).path("allowed").asBoolean()).isTrue();
    }

    @Test
    void aPodIsNoWorkload() throws Exception {
        String pod = POD.formatted("\"migrate.io/enabled\": \"maybe\"");
        assertThat(response("/workloads", body("Pod", pod)).path("allowed").asBoolean()).isTrue();
    }

    @Test
    void anotherKindIsLetThrough() throws Exception {
        JsonNode response = review("Deployment", POD.formatted(ENABLED));
        assertThat(response.path("allowed").asBoolean()).isTrue();
        assertThat(response.path("warnings").path(0).asText()).contains("only Pods", "Deployment");
    }

    @Test
    void aPodOfOddShapeIsAnsweredAllTheSame() throws Exception {
        for (String object : List.of("{}", "{\"metadata\": 3, \"spec\": []}")) {
            assertThat(review("Pod", object).path("allowed").asBoolean()).as(object).isTrue();
        }
    }

    @Test
    void whatIsNoObjectIsRefused() throws Exception {
        for (String object : List.of("null", "[]", "7", "\"Pod\"")) {
            var answer = send("POST", "/mutate", "application/json", body("Pod", object));
            assertThat(answer.statusCode()).as(object).isEqualTo(400);
            assertThat(answer.body()).contains("request.object is not an object");
        }
    }

    @Test
    void whatFollowsTheReviewIsAnError() throws Exception {
        var answer = send("POST", "/mutate", "application/json", body("Pod", "{}") + "x");
        assertThat(answer.statusCode()).isEqualTo(400);
    }

    @Test
    void aSubresourceIsLeftAlone() throws Exception {
        String body =
                body("Pod", POD.formatted(ENABLED))
                        .replace(
                                "\"operation\"",
                                "\"subResource\": \"ephemeralcontainers\", \"operation\"");
        var answer = send("POST", "/mutate", "application/json", body);
        assertThat(JSON.readTree(answer.body()).path("response").has("patch")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    POST | /mutate  | application/json | ''                               | 400 | empty
                    POST | /mutate  | application/json | not json                         | 400 | not JSON
                    POST | /mutate  | application/json | []                               | 400 | AdmissionReview
                    POST | /mutate  | application/json | {"kind":"Pod","apiVersion":"v1"} | 400 | kind "Pod" of apiVersion "v1"
                    POST | /mutate  | application/json | {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1beta1"} | 400 | v1beta1
                    POST | /mutate  | application/json | {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1"} | 400 | uid
                    POST | /mutate  | text/plain       | {}                               | 415 | content type
                    POST | /mutate  | ''               | {}                               | 415 | content type
                    POST | /mutate  | application/x-www-form-urlencoded | a=b             | 415 | content type
                    GET  | /mutate  | application/json | ''                               | 405 | POST
                    POST | /workloads | application/json | not json                       | 400 | not JSON
                    POST | /workloads | text/plain       | {}                             | 415 | content type
                    GET  | /workloads | application/json | ''                             | 405 | only POST is allowed at /workloads
                    POST | /elsewhere | application/json | {}                             | 404 | /mutate
                    """)
    void whatIsNoReviewGetsAStatusAndAReason(
            String method, String path, String type, String body, int status, String reason)
            throws Exception {
        var answer = send(method, path, type, body);
        assertThat(answer.statusCode()).isEqualTo(status);
        JsonNode failure = JSON.readTree(answer.body());
        assertThat(failure.path("code").asInt()).isEqualTo(status);
        assertThat(failure.path("message").asText()).contains(reason).doesNotContain("Exception");
    }

    @Test
    void nineMebibytesAreTooMuchAndTheServerLivesOn() throws Exception {
        var answer =
                send(
                        "POST",
                        "/mutate",
                        "application/json",
                        "[" + " ".repeat(9 * 1024 * 1024) + "]");
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(JSON.readTree(answer.body()).path("message").asText())
                .contains("larger than 8388608 bytes");
        assertThat(review("Pod", POD.formatted(ENABLED)).has("patch")).isTrue();
    }

    @Test
    void probesAreAnswered() throws Exception {
        assertThat(send("GET", "/livez", "", "").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/readyz", "", "").statusCode()).isEqualTo(200);
    }

    @Test
    void aClientOfAnotherAuthorityIsKeptOut() throws Exception {
        String other = SelfSigned.create(List.of("localhost"), Clock.systemUTC()).authority();
        try (HttpClient stranger = TrustingClient.client(other)) {
            var request =
                    HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/livez"))
                            .build();
            assertThatThrownBy(() -> stranger.send(request, HttpResponse.BodyHandlers.discarding()))
                    .isInstanceOf(SSLHandshakeException.class);
        }
    }
}
