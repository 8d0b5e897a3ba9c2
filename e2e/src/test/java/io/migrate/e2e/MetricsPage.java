package io.migrate.e2e;

import io.migrate.webhook.admission.ReviewResult;
import io.migrate.webhook.metrics.ObserverMetrics;
import io.migrate.webhook.metrics.WebhookMetrics;
import io.migrate.webhook.migration.EndedRun;
import io.migrate.webhook.migration.Outcome;
import io.migrate.webhook.migration.Phase;
import io.migrate.webhook.migration.TerminationMessage;
import io.migrate.webhook.observer.Observer;
import io.migrate.webhook.observer.ObserverSnapshot;
import io.migrate.webhook.observer.PodCounts;
import io.migrate.webhook.observer.PolicyKey;
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

    /// Returns the webhook's page, after an admission.
    static String webhook() {
        var certificate = new CertificateStats(Optional.empty(), Optional.empty(), 0);
        try (var metrics = new WebhookMetrics(Optional::empty, () -> true, () -> certificate)) {
            metrics.accept(
                    new ReviewResult("pods", "injected", "patched", 1, Duration.ofMillis(1)));
            return metrics.scrape();
        }
    }

    /// Returns the observer's page, after runs in two namespaces. [ManyPodsTest] compares its names
    /// with those of the process.
    static String observer() {
        var shop = new PolicyKey("shop", "default");
        var billing = new PolicyKey("billing", "invoices");
        var snapshot =
                ObserverSnapshot.EMPTY
                        .withWatching(true)
                        .withPods(
                                Map.of(
                                        shop,
                                        PodCounts.NONE
                                                .withPhases(
                                                        Map.of(Phase.MIGRATED, 8, Phase.FAILED, 1))
                                                .withStuck(1),
                                        billing,
                                        PodCounts.NONE
                                                .withPhases(
                                                        Map.of(Phase.MIGRATED, 3, Phase.BLOCKED, 1))
                                                .withStuck(0)))
                        .withNotInjected(Map.of("shop", 0, "billing", 1))
                        .withEvents(new ObserverSnapshot.Events(7, 0, 0));
        try (var metrics = new ObserverMetrics()) {
            for (Outcome outcome : Outcome.values()) {
                metrics.accept(finished(shop, outcome));
                metrics.accept(finished(billing, outcome));
            }
            return metrics.scrape(snapshot);
        }
    }

    private static Observer.FinishedRun finished(PolicyKey policy, Outcome outcome) {
        var ended =
                new EndedRun(
                        0,
                        outcome.exitCode(),
                        outcome,
                        Instant.now(),
                        Duration.ofSeconds(12),
                        Optional.of(Duration.ofSeconds(3)),
                        "",
                        new TerminationMessage.Nothing(),
                        "");
        return new Observer.FinishedRun(policy, ended);
    }

    /// Returns the metrics of API servers about the webhooks; tests with a real one compare them.
    static String apiServer() throws IOException {
        return resource("apiserver.prom");
    }

    /// Returns the series of that page that are about one webhook.
    static Set<String> apiServer(String webhook) throws IOException {
        return identities(apiServer()).stream()
                .filter(each -> each.contains("name=\"" + webhook + "\""))
                .collect(Collectors.toSet());
    }

    /// Returns names with their labels, as on the page.
    static Set<String> identities(String page) {
        return SAMPLE.matcher(page)
                .results()
                .map(each -> each.group(1))
                .collect(Collectors.toSet());
    }

    /// Returns names without labels.
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
