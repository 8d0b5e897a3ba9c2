package io.migrate.webhook.admission;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The responses after internal errors.
class AdmissionTest {
    private final List<ReviewResult> reviewed = new ArrayList<>();
    private final Admission broken =
            new Admission(
                    () -> {
                        throw new IllegalStateException("no policies, on purpose");
                    },
                    reviewed::add);

    private final Logger log = (Logger) LoggerFactory.getLogger(Admission.class);

    @BeforeEach
    void silence() {
        log.setLevel(Level.OFF);
    }

    @AfterEach
    void speak() {
        log.setLevel(null);
    }

    private static byte[] review(String group, String kind) {
        return """
        {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview",
         "request": {"uid": "705ab4f5", "kind": {"group": "%s", "version": "v1", "kind": "%s"},
                     "namespace": "shop", "operation": "CREATE", "object": {}}}
        """
                .formatted(group, kind)
                .getBytes(StandardCharsets.UTF_8);
    }

    private JsonNode response(Endpoint endpoint, String group, String kind) throws IOException {
        HttpResponse answer = broken.answer(endpoint, RequestBody.of(review(group, kind)));
        assertThat(answer.status()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body().getBytes()).path("response");
    }

    @Test
    void aPodIsRefused() throws IOException {
        JsonNode response = response(Endpoint.PODS, "", "Pod");
        assertThat(response.path("allowed").asBoolean()).isFalse();
        assertThat(response.path("status").path("code").asInt()).isEqualTo(500);
        assertThat(response.path("status").path("message").asText()).contains("uid 705ab4f5");
        assertCounted("pods failed bug");
    }

    @Test
    void anErrorIsNoDifferent() throws IOException {
        var deep =
                new Admission(
                        () -> {
                            throw new StackOverflowError("on purpose");
                        },
                        reviewed::add);
        HttpResponse answer = deep.answer(Endpoint.PODS, RequestBody.of(review("", "Pod")));
        assertThat(new ObjectMapper().readTree(answer.body().getBytes()).at("/response/allowed"))
                .isEqualTo(BooleanNode.FALSE);
        assertCounted("pods failed bug");
    }

    /// Its Pods are refused all the same.
    @Test
    void aWorkloadIsLetThroughWithAWarning() throws IOException {
        JsonNode response = response(Endpoint.WORKLOADS, "apps", "Deployment");
        assertThat(response.path("allowed").asBoolean()).isTrue();
        assertThat(response.path("warnings").path(0).asText())
                .startsWith("migrate.io: not checked: internal error in the webhook")
                .endsWith("uid 705ab4f5");
        assertThat(response.path("auditAnnotations").path("outcome").asText()).isEqualTo("error");
    }

    /// A Pod must not get what it gets without policies only because they are not read yet.
    @Test
    void nothingIsDecidedBeforeThePoliciesAreKnown() {
        var early = new Admission(Optional::empty, reviewed::add);
        HttpResponse answer = early.answer(Endpoint.PODS, RequestBody.of(review("", "Pod")));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body().toString()).contains("the policies are not loaded yet; try again");
        assertCounted("pods failed policies-unknown");
    }

    @Test
    void whatIsNoReviewIsCountedToo() {
        assertThat(broken.answer(Endpoint.WORKLOADS, RequestBody.of(new byte[0])).status())
                .isEqualTo(400);
        assertCounted("workloads failed malformed");
    }

    private void assertCounted(String words) {
        assertThat(reviewed)
                .extracting(each -> each.endpoint() + " " + each.outcome() + " " + each.reason())
                .containsExactly(words);
    }
}
