package io.migrate.road;

import io.migrate.webhook.admission.Reviewed;
import io.migrate.webhook.metrics.ObserverMetrics;
import io.migrate.webhook.metrics.WebhookMetrics;
import io.migrate.webhook.observer.Finished;
import io.migrate.webhook.observer.Overview;
import io.migrate.webhook.runs.Ended;
import io.migrate.webhook.runs.Outcome;
import io.migrate.webhook.runs.Phase;
import io.migrate.webhook.runs.Said;
import io.migrate.webhook.serving.Vitals;

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
final class Exposed {
    private static final Pattern SAMPLE =
            Pattern.compile("(?m)^(([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{[^\\n]*})?) \\S+$");

    private Exposed() {}

    /// That of the webhook, after an admission.
    static String webhook() {
        var vitals = new Vitals(Optional.empty(), Optional.empty(), 0);
        try (var metrics = new WebhookMetrics(Optional::empty, () -> true, () -> vitals)) {
            metrics.accept(new Reviewed("pods", "injected", "patched", 1, Duration.ofMillis(1)));
            return metrics.scrape();
        }
    }

    /// That of the observer, after runs in two namespaces. [ManyPodsTest] compares its names with
    /// those of the process.
    static String observer() {
        var shop = new Overview.Policy("shop", "default");
        var billing = new Overview.Policy("billing", "ledger");
        var overview =
                new Overview(
                        true,
                        Map.of(
                                shop,
                                new Overview.Pods(Map.of(Phase.MIGRATED, 8, Phase.FAILED, 1), 1),
                                billing,
                                new Overview.Pods(Map.of(Phase.MIGRATED, 3, Phase.BLOCKED, 1), 0)),
                        Map.of("shop", 0, "billing", 1),
                        new Overview.Events(7, 0, 0));
        try (var metrics = new ObserverMetrics()) {
            for (Outcome outcome : Outcome.values()) {
                metrics.accept(finished(shop, outcome));
                metrics.accept(finished(billing, outcome));
            }
            return metrics.scrape(overview);
        }
    }

    private static Finished finished(Overview.Policy policy, Outcome outcome) {
        var ended =
                new Ended(
                        0,
                        outcome.isGood() ? 0 : 14,
                        outcome,
                        Instant.now(),
                        Duration.ofSeconds(12),
                        Optional.of(Duration.ofSeconds(3)),
                        "",
                        new Said.Nothing());
        return new Finished(policy.namespace(), policy.name(), ended);
    }

    /// What API servers tell of our webhooks; tests with a real one compare it.
    static String apiServer() throws IOException {
        return resource("apiserver.prom");
    }

    /// The series of that page that are about one webhook.
    static Set<String> apiServer(String webhook) throws IOException {
        return identities(apiServer()).stream()
                .filter(each -> each.contains("name=\"" + webhook + "\""))
                .collect(Collectors.toSet());
    }

    /// Names with their labels, as they stand on the page.
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
        try (var page = Exposed.class.getResourceAsStream("/metrics/" + name)) {
            return new String(page.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
