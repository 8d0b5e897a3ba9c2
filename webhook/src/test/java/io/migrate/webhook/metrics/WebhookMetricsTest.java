package io.migrate.webhook.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.migrate.webhook.admission.ReviewResult;
import io.migrate.webhook.injection.ClusterSnapshot;
import io.migrate.webhook.policy.Layer;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.tls.CertificateStats;
import io.vertx.core.Vertx;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

class WebhookMetricsTest {
    private final AtomicReference<Optional<ClusterSnapshot>> known =
            new AtomicReference<>(Optional.empty());
    private final AtomicReference<CertificateStats> certificate =
            new AtomicReference<>(new CertificateStats(Optional.empty(), Optional.empty(), 0));

    @Test
    void everyReviewIsCountedByItsOutcome() {
        try (var metrics = new WebhookMetrics(known::get, () -> true, certificate::get)) {
            metrics.accept(
                    new ReviewResult("pods", "injected", "patched", 3_000, Duration.ofMillis(3)));
            metrics.accept(
                    new ReviewResult("pods", "injected", "patched", 5_000, Duration.ofMillis(30)));
            metrics.accept(
                    new ReviewResult("workloads", "refused", "policy", 0, Duration.ofNanos(9)));

            assertThat(metrics.scrape())
                    .contains(
                            "migrate_webhook_admissions_total{endpoint=\"pods\",outcome=\"injected\",reason=\"patched\"}"
                                + " 2.0\n",
                            "migrate_webhook_admissions_total{endpoint=\"workloads\",outcome=\"refused\",reason=\"policy\"}"
                                + " 1.0\n",
                            "migrate_webhook_admission_seconds_bucket{endpoint=\"pods\",le=\"0.005\"}"
                                + " 1\n",
                            "migrate_webhook_admission_seconds_count{endpoint=\"pods\"} 2\n",
                            "migrate_webhook_patch_bytes_bucket{le=\"4096.0\"} 1\n",
                            "migrate_webhook_patch_bytes_sum 8000.0\n",
                            "jvm_memory_used_bytes{");
        }
    }

    @Test
    void gaugesAreReadOnEachScrape() {
        try (var metrics = new WebhookMetrics(known::get, () -> false, certificate::get)) {
            assertThat(metrics.scrape())
                    .contains(
                            "\nmigrate_webhook_policies_known 0.0\n",
                            "\nmigrate_webhook_policies_watching 0.0\n",
                            "\nmigrate_webhook_certificate_expiry_timestamp_seconds NaN\n",
                            "\nmigrate_webhook_ca_bundle_writes_total 0.0\n");

            known.set(Optional.of(ClusterSnapshot.of(Policies.of(Layer.builtIn("x"), List.of()))));
            certificate.set(
                    new CertificateStats(
                            Optional.of(Instant.ofEpochSecond(1_800_000_000)),
                            Optional.of(Instant.ofEpochSecond(1_900_000_000)),
                            4));
            assertThat(metrics.scrape())
                    .contains(
                            "\nmigrate_webhook_policies_known 1.0\n",
                            "\nmigrate_webhook_certificate_expiry_timestamp_seconds 1.8E9\n",
                            "\nmigrate_webhook_authority_expiry_timestamp_seconds 1.9E9\n",
                            "\nmigrate_webhook_ca_bundle_writes_total 4.0\n");
        }
    }

    @Test
    void prometheusReadsThePage() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (var client = HttpClient.newHttpClient()) {
            int port = new MetricsServer(() -> "a 1\n").start(vertx, "127.0.0.1", 0).await();
            var answer = get(client, port, "/metrics");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("content-type"))
                    .contains("text/plain; version=0.0.4; charset=utf-8");
            assertThat(answer.body()).isEqualTo("a 1\n");
            assertThat(get(client, port, "/").statusCode()).isEqualTo(404);
        } finally {
            vertx.close().await();
        }
    }

    private static HttpResponse<String> get(HttpClient client, int port, String path)
            throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
