package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/// Runs every query of the dashboard on a real Prometheus that scraped real admissions.
class DashboardTest {
    private static final Path OVERLAY = ProjectRoot.root().resolve("manifests/overlays/monitoring");
    private static final Pattern COUNTER =
            Pattern.compile("(?m)^(\\w+_(?:total|count|sum|bucket)(?:\\{.*})?) (\\S+)$");
    private static final int SCRAPES = 8;

    /// Without a cluster, as here, the expiry of the authority is unknown.
    private static final String UNKNOWN = "migrate_webhook_authority_expiry_timestamp_seconds";

    private static List<JsonNode> panels() throws IOException {
        var panels = new ArrayList<JsonNode>();
        dashboard().path("panels").forEach(panels::add);
        panels.removeIf(each -> each.path("type").asText().equals("row"));
        return panels;
    }

    private static JsonNode dashboard() throws IOException {
        return new ObjectMapper().readTree(OVERLAY.resolve("dashboard.json").toFile());
    }

    @Test
    @Timeout(300)
    void everyPanelHasData(@TempDir Path work) throws Exception {
        Prometheus.program("prometheus");
        HttpServer observer = serving(MetricsPage.observer());
        HttpServer apiServer = serving(MetricsPage.apiServer());
        try (Webhook webhook = Webhook.start(work, ProjectRoot.sample());
                Prometheus prometheus =
                        Prometheus.start(work, configuration(webhook, observer, apiServer))) {
            prometheus.await("count(up == 1)", "3");
            for (int i = 1; i <= SCRAPES; i++) {
                admit(webhook);
                prometheus.await(
                        "max(count_over_time(migrate_observer_watching[1h])) >= bool " + i, "1");
            }
            var without = new ArrayList<String>();
            for (String namespaces : List.of(".*", "shop|billing")) {
                for (JsonNode panel : panels()) {
                    for (JsonNode target : panel.path("targets")) {
                        String query =
                                target.path("expr")
                                        .asText()
                                        .replace("$__rate_interval", "10s")
                                        .replace("$namespace", namespaces)
                                        .replace("$policy", ".*");
                        JsonNode answer =
                                prometheus.get("query?query=" + Prometheus.encoded(query));
                        if (!hasData(answer, query)) {
                            without.add(
                                    "%s: %s: %s"
                                            .formatted(
                                                    panel.path("title").asText(), query, answer));
                        }
                    }
                }
            }
            assertThat(without).isEmpty();
            for (JsonNode variable : dashboard().at("/templating/list")) {
                assertThat(values(prometheus, variable)).isNotEmpty();
            }
        } finally {
            observer.stop(0);
            apiServer.stop(0);
        }
    }

    private static boolean hasData(JsonNode answer, String query) {
        return query.contains(UNKNOWN)
                ? answer.path("status").asText().equals("success")
                : answer.at("/data/result")
                        .valueStream()
                        .anyMatch(each -> !each.at("/value/1").asText().equals("NaN"));
    }

    /// Queries as Grafana does for `label_values(metric, label)`.
    private static List<String> values(Prometheus prometheus, JsonNode variable) throws Exception {
        String query = variable.path("query").path("query").asText("prometheus");
        if (!query.startsWith("label_values(")) {
            return List.of(query);
        }
        int comma = query.lastIndexOf(", ");
        String series =
                query.substring("label_values(".length(), comma).replace("$namespace", ".*");
        String label = query.substring(comma + 2, query.length() - 1);
        JsonNode answer =
                prometheus.get(
                        "label/%s/values?match[]=%s"
                                .replace("[]", "%%5B%%5D")
                                .formatted(label, Prometheus.encoded(series)));
        return answer.path("data").valueStream().map(JsonNode::asText).toList();
    }

    /// Sends reviews that are injected, refused and untouched, and a request that is no review.
    private static void admit(Webhook webhook) throws Exception {
        Sample sample = Sample.read();
        for (int i = 0; i < 3; i++) {
            assertThat(webhook.review(sample.pod(), sample.namespace()).has("patch")).isTrue();
        }
        ObjectNode wrong = sample.pod().deepCopy();
        ((ObjectNode) wrong.at("/metadata/annotations")).put("migrate.io/enabled", "maybe");
        assertThat(webhook.review(wrong, "shop").path("allowed").asBoolean()).isFalse();
        ObjectNode out = sample.pod().deepCopy();
        ((ObjectNode) out.at("/metadata/annotations")).put("migrate.io/enabled", "false");
        assertThat(webhook.review(out, "shop").path("allowed").asBoolean()).isTrue();
        assertThat(webhook.post("application/json", "{}").statusCode()).isEqualTo(400);
    }

    /// Serves a page whose counters grow from scrape to scrape.
    private static HttpServer serving(String page) throws IOException {
        var server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var scrapes = new AtomicInteger();
        server.createContext(
                "/metrics",
                exchange -> {
                    var factor = BigDecimal.valueOf(scrapes.incrementAndGet());
                    byte[] body =
                            COUNTER.matcher(page)
                                    .replaceAll(each ->
                                            each.group(1)
                                                    + " "
                                                    + new BigDecimal(each.group(2))
                                                            .multiply(factor))
                                    .getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().add("content-type", "text/plain; version=0.0.4");
                    exchange.sendResponseHeaders(200, body.length);
                    try (var out = exchange.getResponseBody()) {
                        out.write(body);
                    }
                });
        server.start();
        return server;
    }

    /// Returns jobs and labels as the Prometheus operator derives them from the monitors.
    private static String configuration(Webhook webhook, HttpServer observer, HttpServer apiServer)
            throws IOException {
        JsonNode pods = Yaml.read(OVERLAY.resolve("pod-monitor.yaml"));
        JsonNode services = Yaml.read(OVERLAY.resolve("service-monitor.yaml"));
        return """
        global: {scrape_interval: 1s, scrape_timeout: 1s}
        scrape_configs:
          - job_name: %s
            static_configs:
              - targets: ['127.0.0.1:%d']
                labels: {namespace: migrate-io-system, pod: migrate-io-webhook-0}
          - job_name: migrate-io-system/%s
            honor_labels: %s
            static_configs:
              - targets: ['127.0.0.1:%d']
                labels: {namespace: migrate-io-system, pod: migrate-io-observer-0}
          - job_name: apiserver
            static_configs:
              - targets: ['127.0.0.1:%d']
        """
                .formatted(
                        services.at("/metadata/name").asText(),
                        webhook.metricsPort(),
                        pods.at("/metadata/name").asText(),
                        pods.at("/spec/podMetricsEndpoints/0/honorLabels").asBoolean(),
                        observer.getAddress().getPort(),
                        apiServer.getAddress().getPort());
    }
}
