package io.migrate.webhook.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.migrate.webhook.admission.ReviewResult;
import io.migrate.webhook.injection.ClusterSnapshot;
import io.migrate.webhook.injection.Reason;
import io.migrate.webhook.log.Queue;
import io.migrate.webhook.tls.CertificateStats;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The webhook's metrics. Labels have closed sets of values: neither names nor versions.
public final class WebhookMetrics implements Consumer<ReviewResult>, AutoCloseable {
    private static final String PREFIX = "migrate.webhook.";

    /// From the usual half millisecond to the ten seconds that an API server waits.
    private static final Duration[] LATENCIES = {
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofSeconds(10)
    };

    private static final double[] SIZES = {1_024, 4_096, 16_384, 65_536, 262_144};

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmMetrics jvm = new JvmMetrics(registry);
    private final DistributionSummary patches =
            DistributionSummary.builder(PREFIX + "patch")
                    .description("size of the patches that were sent")
                    .baseUnit("bytes")
                    .serviceLevelObjectives(SIZES)
                    .register(registry);

    /// What is asked when somebody reads.
    ///
    /// @param snapshot of the moment; empty until all is known
    /// @param isWatching whether it follows the cluster
    /// @param stats of the certificate
    public WebhookMetrics(
            Supplier<Optional<ClusterSnapshot>> snapshot,
            BooleanSupplier isWatching,
            Supplier<CertificateStats> stats) {
        gauge(
                "policies.known",
                "1 when all policies of the cluster are known",
                () -> snapshot.get().isPresent() ? 1 : 0);
        gauge(
                "policy.namespaces",
                "namespaces with a policy of their own",
                () -> snapshot.get().map(each -> each.policies().namespaces()).orElse(0));
        gauge(
                "policies.watching",
                "0 while what is known of policies may be old",
                () -> isWatching.getAsBoolean() ? 1 : 0);
        gauge(
                "certificate.expiry.timestamp.seconds",
                "when what is served expires; NaN while nothing is",
                () -> seconds(stats.get().leaf()));
        gauge(
                "authority.expiry.timestamp.seconds",
                "when what signed it expires; NaN where that is not known",
                () -> seconds(stats.get().authority()));
        FunctionCounter.builder(PREFIX + "ca.bundle.writes", stats, each -> each.get().repairs())
                .description("how often a caBundle was put right")
                .register(registry);
        FunctionCounter.builder(PREFIX + "log.lines.dropped", registry, _ -> Queue.dropped())
                .description("lines of the log that standard output did not take in time")
                .register(registry);
        for (String endpoint : ReviewResult.endpoints()) {
            // From 0 on, since the first one of its kind is no increase to Prometheus otherwise.
            ReviewResult.failures().forEach(each -> admissions(endpoint, "failed", each));
            Reason.refusals().forEach(each -> admissions(endpoint, "refused", each.toString()));
        }
    }

    private void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(PREFIX + name, value).description(description).register(registry);
    }

    private static double seconds(Optional<Instant> instant) {
        return instant.map(each -> (double) each.getEpochSecond()).orElse(Double.NaN);
    }

    private Counter admissions(String endpoint, String outcome, String reason) {
        return Counter.builder(PREFIX + "admissions")
                .description("reviews that were answered")
                .tag("endpoint", endpoint)
                .tag("outcome", outcome)
                .tag("reason", reason)
                .register(registry);
    }

    /// Counts one more.
    @Override
    public void accept(ReviewResult reviewed) {
        admissions(reviewed.endpoint(), reviewed.outcome(), reviewed.reason()).increment();
        Timer.builder(PREFIX + "admission")
                .description("from the whole request to the answer")
                .tag("endpoint", reviewed.endpoint())
                .serviceLevelObjectives(LATENCIES)
                .register(registry)
                .record(reviewed.took());
        if (reviewed.patchBytes() > 0) {
            patches.record(reviewed.patchBytes());
        }
    }

    /// All of them in Prometheus' text format
    /// (https://prometheus.io/docs/instrumenting/exposition_formats/).
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        jvm.close();
        registry.close();
    }
}
