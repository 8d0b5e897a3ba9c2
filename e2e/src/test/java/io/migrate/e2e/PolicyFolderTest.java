package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/// A process of `serve --policies` follows its folder.
@Timeout(300)
class PolicyFolderTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static List<JsonNode> lines(Webhook webhook, String message) throws IOException {
        return webhook.log().stream()
                .map(PolicyFolderTest::parsed)
                .filter(line -> line.path("message").asText().equals(message))
                .toList();
    }

    private static JsonNode parsed(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    private static void await(Webhook webhook, String message, int count) {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(lines(webhook, message)).hasSize(count));
    }

    /// The changes that the webhook makes to the sample's Pod.
    private static String patch(Webhook webhook) throws IOException, InterruptedException {
        Sample sample = Sample.read();
        JsonNode response = webhook.review(sample.pod(), sample.namespace());
        byte[] patch = Base64.getDecoder().decode(response.path("patch").asText());
        return new String(patch, StandardCharsets.UTF_8);
    }

    private static String watching(Webhook webhook) throws IOException, InterruptedException {
        var uri = URI.create("http://127.0.0.1:%d/metrics".formatted(webhook.metricsPort()));
        try (var client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("migrate_webhook_policies_watching "))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void policiesAreReadAgain(@TempDir Path work) throws Exception {
        Path folder = Files.createDirectory(work.resolve("policies"));
        Path file = folder.resolve("policy.yaml");
        String policy = Files.readString(ProjectRoot.sample().resolve("policy.yaml"));
        Files.writeString(file, policy);
        try (var webhook = Webhook.start(work, folder)) {
            assertThat(lines(webhook, "policies read")).hasSize(1);
            assertThat(patch(webhook)).contains("\"db-credentials\"");

            Files.writeString(file, policy.replace("name: db-credentials", "name: db-migrator"));
            await(webhook, "policies read", 2);
            assertThat(patch(webhook)).contains("\"db-migrator\"");
            assertThat(watching(webhook)).endsWith(" 1.0");

            Files.writeString(file, policy.replace("lockTimeout: 5s", "lockTimeout: soon"));
            await(webhook, "keeping the previous policies", 1);
            JsonNode kept = lines(webhook, "keeping the previous policies").getFirst();
            assertThat(kept.path("level").asText()).isEqualTo("ERROR");
            assertThat(kept.path("reason").asText())
                    .contains("policy.yaml spec.run.lockTimeout", "soon");
            assertThat(patch(webhook)).contains("\"db-migrator\"");
            assertThat(watching(webhook)).endsWith(" 0.0");

            Files.delete(file);
            Files.delete(folder);
            await(webhook, "keeping the previous policies", 2);
            Thread.sleep(Duration.ofSeconds(3)); // the error is not repeated
            assertThat(lines(webhook, "keeping the previous policies")).hasSize(2);
            assertThat(patch(webhook)).contains("\"db-migrator\"");

            Files.createDirectory(folder);
            Files.writeString(file, policy);
            await(webhook, "policies read", 3);
            assertThat(patch(webhook)).contains("\"db-credentials\"").doesNotContain("db-migrator");
            assertThat(watching(webhook)).endsWith(" 1.0");
        }
    }
}
