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
import io.migrate.webhook.migration.Outcome;
import io.migrate.webhook.migration.Phase;
import io.migrate.webhook.observer.FinishedRun;
import io.migrate.webhook.observer.ObserverSnapshot;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/// The metrics of the migrations. Of what users choose only namespaces and policies are labels, and
/// only those that there are: what is gone is not told any more.
///
/// Counters begin at zero when the process does, and never tell of what ended before; the rate of
/// them is what to ask for. All outcomes of a policy are there from the start, so that the first
/// one is a rise.
public final class ObserverMetrics implements Consumer<FinishedRun>, AutoCloseable {
    private static final String PREFIX = "migrate.";
    private static final String RUNS = PREFIX + "runs";
    private static final String DURATION = PREFIX + "run.duration";
    private static final String LOCK_WAIT = PREFIX + "lock.wait";

    /// From the 0.2 s that most take to the hours that a table's rewrite does.
    private static final Duration[] DURATIONS =
            seconds(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 14_400);

    /// Up to the usual timeout of 8 minutes.
    private static final Duration[] LOCK_WAITS = seconds(0.1, 1, 5, 10, 30, 60, 120, 300, 480);

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmMetrics jvm = new JvmMetrics(registry);
    private final MultiGauge pods =
            multi("pods", "Pods with a migration, by how it stands with it");
    private final MultiGauge stuck =
            multi("pods.stuck", "Pods whose migration is not done beyond their own timeouts");
    private final MultiGauge notInjected =
            multi("pods.not.injected", "Pods that ask for a migration and go without");
    private Set<ObserverSnapshot.Policy> told = Set.of();
    private volatile ObserverSnapshot overview =
            new ObserverSnapshot(false, Map.of(), Map.of(), new ObserverSnapshot.Events(0, 0, 0));

    /// With nothing seen yet.
    public ObserverMetrics() {
        Gauge.builder(PREFIX + "observer.watching", () -> overview.watching() ? 1 : 0)
                .description("1 while all Pods are known and changes are being told")
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
                        each -> count.applyAsLong(each.overview.events()))
                .description("Events by what became of them")
                .tag("result", result)
                .register(registry);
    }

    /// Counts a run.
    @Override
    public void accept(FinishedRun finished) {
        Tags tags = tags(finished.namespace(), finished.policy());
        runs(tags, finished.end().outcome()).increment();
        timer(DURATION, "how long runs took", DURATIONS, tags).record(finished.end().took());
        finished.end()
                .lockWait()
                .ifPresent(
                        timer(LOCK_WAIT, "waiting for other migrators", LOCK_WAITS, tags)::record);
    }

    private static Tags tags(String namespace, String policy) {
        return Tags.of("namespace", namespace, "policy", policy);
    }

    private Counter runs(Tags tags, Outcome outcome) {
        return Counter.builder(RUNS)
                .description("runs of migrators that ended")
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

    /// All of them in Prometheus' text format
    /// (https://prometheus.io/docs/instrumenting/exposition_formats/).
    ///
    /// @param now how it stands with the Pods
    public synchronized String scrape(ObserverSnapshot now) {
        overview = now;
        forgetOthersThan(now.byPolicy().keySet());
        for (ObserverSnapshot.Policy each : now.byPolicy().keySet()) {
            for (Outcome outcome : Outcome.values()) {
                runs(tags(each), outcome);
            }
        }
        pods.register(now.byPolicy().entrySet().stream().flatMap(this::phases).toList(), true);
        stuck.register(
                List.copyOf(
                        now.byPolicy().entrySet().stream()
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

    private static Tags tags(ObserverSnapshot.Policy policy) {
        return tags(policy.namespace(), policy.name());
    }

    private Stream<Row<?>> phases(Map.Entry<ObserverSnapshot.Policy, ObserverSnapshot.Pods> its) {
        return Stream.of(Phase.values())
                .map(phase ->
                        row(
                                tags(its.getKey()).and("state", phase.label()),
                                its.getValue().byPhase().getOrDefault(phase, 0)));
    }

    private static Row<?> row(Tags tags, int value) {
        return Row.of(tags, value);
    }

    /// A policy that comes back begins anew, as after a restart.
    private void forgetOthersThan(Set<ObserverSnapshot.Policy> present) {
        var gone = new HashSet<>(told);
        gone.removeAll(present);
        for (Meter meter : gone.isEmpty() ? List.<Meter>of() : registry.getMeters()) {
            if (List.of(RUNS, DURATION, LOCK_WAIT).contains(meter.getId().getName())
                    && gone.contains(
                            new ObserverSnapshot.Policy(
                                    meter.getId().getTag("namespace"),
                                    meter.getId().getTag("policy")))) {
                registry.remove(meter);
            }
        }
        told = Set.copyOf(present);
    }

    @Override
    public void close() {
        jvm.close();
        registry.close();
    }
}
