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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The webhook's metrics. Labels have closed sets of values: neither names nor versions.
///
/// A metric that is added here appears in `docs/metrics.md`, from its description.
public final class WebhookMetrics implements Consumer<ReviewResult>, AutoCloseable {
    private static final String PREFIX = "migrate.webhook.";

    /// From half a millisecond, which most reviews take, to the 10 seconds that an API server
    /// waits.
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
                    .description("Size of the JSON patches in responses.")
                    .baseUnit("bytes")
                    .serviceLevelObjectives(SIZES)
                    .register(registry);

    /// The registered meters: to find one in the registry costs more than to count.
    private final Map<Admissions, Counter> counters = new ConcurrentHashMap<>();

    private final Map<String, Timer> timers = new ConcurrentHashMap<>();

    /// The reviews that one counter counts.
    private record Admissions(String endpoint, String outcome, String reason) {}

    /// Creates the metrics with nothing counted. The arguments are called on each scrape.
    ///
    /// @param snapshot the policies; empty until all are known
    /// @param isWatching whether changes of policies arrive
    /// @param certificate the serving certificate
    public WebhookMetrics(
            Supplier<Optional<ClusterSnapshot>> snapshot,
            BooleanSupplier isWatching,
            Supplier<CertificateStats> certificate) {
        gauge(
                "policies.known",
                "1 once all policies in the cluster are known.",
                () -> snapshot.get().isPresent() ? 1 : 0);
        gauge(
                "policy.namespaces",
                "Namespaces that have their own policy.",
                () -> snapshot.get().map(each -> each.policies().namespaces()).orElse(0));
        gauge(
                "policies.watching",
                "1 while changes of policies arrive, 0 while policies may be stale.",
                () -> isWatching.getAsBoolean() ? 1 : 0);
        gauge(
                "certificate.expiry.timestamp.seconds",
                "Unix time when the serving certificate expires; NaN without one.",
                () -> seconds(certificate.get().leaf()));
        gauge(
                "authority.expiry.timestamp.seconds",
                "Unix time when the authority of the serving certificate expires; NaN if unknown.",
                () -> seconds(certificate.get().authority()));
        FunctionCounter.builder(
                        PREFIX + "ca.bundle.writes", certificate, each -> each.get().repairs())
                .description("Corrections of the caBundle in webhook configurations.")
                .register(registry);
        FunctionCounter.builder(PREFIX + "log.lines.dropped", registry, _ -> Queue.dropped())
                .description("Log lines dropped because standard output was too slow.")
                .register(registry);
        for (String endpoint : ReviewResult.endpoints()) {
            // Exposed from 0 on: otherwise the first one is not an increase to Prometheus.
            ReviewResult.failures()
                    .forEach(each -> counter(new Admissions(endpoint, "failed", each)));
            Reason.refusals()
                    .forEach(each -> counter(new Admissions(endpoint, "refused", each.toString())));
        }
    }

    private void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(PREFIX + name, value).description(description).register(registry);
    }

    private static double seconds(Optional<Instant> instant) {
        return instant.map(each -> (double) each.getEpochSecond()).orElse(Double.NaN);
    }

    private Counter counter(Admissions which) {
        return Counter.builder(PREFIX + "admissions")
                .description("Admission reviews answered, by outcome and reason.")
                .tag("endpoint", which.endpoint())
                .tag("outcome", which.outcome())
                .tag("reason", which.reason())
                .register(registry);
    }

    /// Counts a review.
    @Override
    public void accept(ReviewResult review) {
        counters.computeIfAbsent(
                        new Admissions(review.endpoint(), review.outcome(), review.reason()),
                        this::counter)
                .increment();
        timers.computeIfAbsent(review.endpoint(), this::timer).record(review.took());
        if (review.patchBytes() > 0) {
            patches.record(review.patchBytes());
        }
    }

    private Timer timer(String endpoint) {
        return Timer.builder(PREFIX + "admission")
                .description("Time from the complete request to the response.")
                .tag("endpoint", endpoint)
                .serviceLevelObjectives(LATENCIES)
                .register(registry);
    }

    /// Returns all metrics in Prometheus' text format
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
