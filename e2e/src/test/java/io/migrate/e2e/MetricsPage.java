package io.migrate.e2e;

import io.migrate.webhook.admission.ReviewResult;
import io.migrate.webhook.metrics.ObserverMetrics;
import io.migrate.webhook.metrics.WebhookMetrics;
import io.migrate.webhook.migration.EndedRun;
import io.migrate.webhook.migration.Outcome;
import io.migrate.webhook.migration.Phase;
import io.migrate.webhook.migration.TerminationMessage;
import io.migrate.webhook.observer.FinishedRun;
import io.migrate.webhook.observer.ObserverSnapshot;
import io.migrate.webhook.tls.CertificateStats;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The pages that Prometheus scrapes
/// (https://prometheus.io/docs/instrumenting/exposition_formats/).
final class MetricsPage {
    private static final Pattern SAMPLE =
            Pattern.compile("(?m)^(([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{[^\\n]*})?) \\S+$");

    private MetricsPage() {}

    /// The page of the webhook after an admission.
    static String webhook() {
        var stats = new CertificateStats(Optional.empty(), Optional.empty(), 0);
        try (var metrics = new WebhookMetrics(Optional::empty, () -> true, () -> stats)) {
            metrics.accept(
                    new ReviewResult("pods", "injected", "patched", 1, Duration.ofMillis(1)));
            return metrics.scrape();
        }
    }

    /// The page of the observer after runs in two namespaces. [ManyPodsTest] compares its names
    /// with those of the process.
    static String observer() {
        var shop = new ObserverSnapshot.Policy("shop", "default");
        var billing = new ObserverSnapshot.Policy("billing", "ledger");
        var overview =
                new ObserverSnapshot(
                        true,
                        Map.of(
                                shop,
                                new ObserverSnapshot.Pods(
                                        Map.of(Phase.MIGRATED, 8, Phase.FAILED, 1), 1),
                                billing,
                                new ObserverSnapshot.Pods(
                                        Map.of(Phase.MIGRATED, 3, Phase.BLOCKED, 1), 0)),
                        Map.of("shop", 0, "billing", 1),
                        new ObserverSnapshot.Events(7, 0, 0));
        try (var metrics = new ObserverMetrics()) {
            for (Outcome outcome : Outcome.values()) {
                metrics.accept(finished(shop, outcome));
                metrics.accept(finished(billing, outcome));
            }
            return metrics.scrape(overview);
        }
    }

    private static FinishedRun finished(ObserverSnapshot.Policy policy, Outcome outcome) {
        var ended =
                new EndedRun(
                        0,
                        outcome.isGood() ? 0 : 14,
                        outcome,
                        Instant.now(),
                        Duration.ofSeconds(12),
                        Optional.of(Duration.ofSeconds(3)),
                        "",
                        new TerminationMessage.Nothing());
        return new FinishedRun(policy.namespace(), policy.name(), ended);
    }

    /// The API server's metrics about the webhooks; tests with a real one compare them.
    static String apiServer() throws IOException {
        return resource("apiserver.prom");
    }

    /// The series of that page that are about one webhook.
    static Set<String> apiServer(String webhook) throws IOException {
        return identities(apiServer()).stream()
                .filter(each -> each.contains("name=\"" + webhook + "\""))
                .collect(Collectors.toSet());
    }

    /// Names with labels as written on the page.
    static Set<String> identities(String page) {
        return SAMPLE.matcher(page)
                .results()
                .map(each -> each.group(1))
                .collect(Collectors.toSet());
    }

    /// Names without labels.
    static Set<String> names(String page) {
        return SAMPLE.matcher(page)
                .results()
                .map(each -> each.group(2))
                .collect(Collectors.toSet());
    }

    private static String resource(String name) throws IOException {
        try (var page = MetricsPage.class.getResourceAsStream("/metrics/" + name)) {
            return new String(page.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
