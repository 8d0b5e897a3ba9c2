package io.migrate.webhook.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.migrate.webhook.migration.EndedRun;
import io.migrate.webhook.migration.Outcome;
import io.migrate.webhook.migration.Phase;
import io.migrate.webhook.observer.Observer;
import io.migrate.webhook.observer.ObserverSnapshot;
import io.migrate.webhook.observer.PodCounts;
import io.migrate.webhook.observer.PolicyKey;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/// The metrics of migrations. Of the values that users choose, only namespaces and policies are
/// labels, and only those that exist: the series of deleted ones disappear.
///
/// Counters start at zero with the process and do not include earlier runs; query their rate. All
/// outcomes of a policy are exposed from the start, so that the first one is an increase.
///
/// A metric that is added here appears in `docs/metrics.md`, from its description.
public final class ObserverMetrics implements Consumer<Observer.FinishedRun>, AutoCloseable {
    private static final String PREFIX = "migrate.";
    private static final String RUNS = PREFIX + "runs";
    private static final String DURATION = PREFIX + "run.duration";
    private static final String LOCK_WAIT = PREFIX + "lock.wait";
    private static final Set<String> BY_POLICY = Set.of(RUNS, DURATION, LOCK_WAIT);

    /// From 0.2 s, which most runs take, to the hours that rewriting a table takes.
    private static final Duration[] DURATIONS =
            seconds(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 14_400);

    /// Up to the default timeout of 8 minutes.
    private static final Duration[] LOCK_WAITS = seconds(0.1, 1, 5, 10, 30, 60, 120, 300, 480);

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmMetrics jvm = new JvmMetrics(registry);
    private final MultiGauge pods = multi("pods", "Pods with a migration, by its state.");
    private final MultiGauge stuck =
            multi("pods.stuck", "Pods whose migration exceeded its own timeouts and is not done.");
    private final MultiGauge notInjected =
            multi("pods.not.injected", "Pods that ask for a migration and were not injected.");
    private Set<PolicyKey> exposed = Set.of();
    private volatile ObserverSnapshot snapshot = ObserverSnapshot.EMPTY;

    /// Creates the metrics with nothing counted.
    public ObserverMetrics() {
        Gauge.builder(PREFIX + "observer.watching", () -> snapshot.isWatching() ? 1 : 0)
                .description("1 while the observer knows all Pods and receives their changes.")
                .register(registry);
        events("written", ObserverSnapshot.Events::written);
        events("failed", ObserverSnapshot.Events::failed);
        events("dropped", ObserverSnapshot.Events::dropped);
    }

    private static Duration[] seconds(double... seconds) {
        return Arrays.stream(seconds)
                .mapToObj(each -> Duration.ofMillis((long) (each * 1000)))
                .toArray(Duration[]::new);
    }

    private MultiGauge multi(String name, String description) {
        return MultiGauge.builder(PREFIX + name).description(description).register(registry);
    }

    private void events(String result, ToLongFunction<ObserverSnapshot.Events> count) {
        FunctionCounter.builder(
                        PREFIX + "observer.events",
                        this,
                        each -> count.applyAsLong(each.snapshot.events()))
                .description("Kubernetes Events of migrations, by result.")
                .tag("result", result)
                .register(registry);
    }

    /// Counts a run.
    @Override
    public void accept(Observer.FinishedRun finished) {
        Tags tags = tags(finished.policy());
        EndedRun run = finished.run();
        runs(tags, run.outcome()).increment();
        timer(DURATION, "Duration of runs of the migrator.", DURATIONS, tags).record(run.took());
        run.lockWait()
                .ifPresent(
                        timer(
                                        LOCK_WAIT,
                                        "Time that runs waited for other migrators.",
                                        LOCK_WAITS,
                                        tags)
                                ::record);
    }

    private static Tags tags(PolicyKey policy) {
        return Tags.of("namespace", policy.namespace(), "policy", policy.name());
    }

    private Counter runs(Tags tags, Outcome outcome) {
        return Counter.builder(RUNS)
                .description("Runs of the migrator that ended, by outcome.")
                .tags(tags.and("outcome", outcome.label()))
                .register(registry);
    }

    private Timer timer(String name, String description, Duration[] buckets, Tags tags) {
        return Timer.builder(name)
                .description(description)
                .serviceLevelObjectives(buckets)
                .tags(tags)
                .register(registry);
    }

    /// Returns all metrics in Prometheus' text format
    /// (https://prometheus.io/docs/instrumenting/exposition_formats/).
    ///
    /// @param now what the observer knows now
    public synchronized String scrape(ObserverSnapshot now) {
        snapshot = now;
        Map<PolicyKey, PodCounts> byPolicy = now.byPolicy();
        removeAllExcept(byPolicy.keySet());
        for (PolicyKey each : byPolicy.keySet()) {
            for (Outcome outcome : Outcome.values()) {
                runs(tags(each), outcome);
            }
        }
        pods.register(byPolicy.entrySet().stream().flatMap(ObserverMetrics::phases).toList(), true);
        stuck.register(
                List.copyOf(
                        byPolicy.entrySet().stream()
                                .map(each -> row(tags(each.getKey()), each.getValue().stuck()))
                                .toList()),
                true);
        notInjected.register(
                List.copyOf(
                        now.notInjected().entrySet().stream()
                                .map(each ->
                                        row(Tags.of("namespace", each.getKey()), each.getValue()))
                                .toList()),
                true);
        return registry.scrape();
    }

    private static Stream<Row<?>> phases(Map.Entry<PolicyKey, PodCounts> counts) {
        return Stream.of(Phase.values())
                .map(phase ->
                        row(
                                tags(counts.getKey()).and("state", phase.label()),
                                counts.getValue().in(phase)));
    }

    private static Row<?> row(Tags tags, int value) {
        return Row.of(tags, value);
    }

    /// Removes the series of deleted policies. A policy that is created again starts at zero.
    private void removeAllExcept(Set<PolicyKey> present) {
        var deleted = new HashSet<>(exposed);
        deleted.removeAll(present);
        for (Meter meter : deleted.isEmpty() ? List.<Meter>of() : registry.getMeters()) {
            if (BY_POLICY.contains(meter.getId().getName())
                    && deleted.contains(
                            new PolicyKey(
                                    meter.getId().getTag("namespace"),
                                    meter.getId().getTag("policy")))) {
                registry.remove(meter);
            }
        }
        exposed = Set.copyOf(present);
    }

    @Override
    public void close() {
        jvm.close();
        registry.close();
    }
}
