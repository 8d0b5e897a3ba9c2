package io.migrate.webhook.observer;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.migrate.webhook.injection.ClusterSnapshot;
import io.migrate.webhook.migration.EndedRun;
import io.migrate.webhook.pod.Exclusion;
import io.migrate.webhook.store.Store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Watches injected Pods and publishes the status of their migrations: in the status of their
/// policies, as Events, and to a listener that counts runs.
public final class Observer implements AutoCloseable {
    private static final Duration UPDATE = Duration.ofSeconds(1);

    /// A task that has not returned for this long hangs: calls to the API server time out much
    /// earlier.
    private static final Duration HANGING = Duration.ofMinutes(10);

    private final Store store;
    private final Pods pods;
    private final UninjectedScan uninjected;
    private final EventPublisher events;
    private final PolicyStatusPublisher policies;
    private final RunCounter runs;
    private final Settings settings;
    private final List<PeriodicTask> tasks;

    /// Whether Events are written.
    public enum Events {
        WRITTEN,
        OFF
    }

    /// The observer's configuration.
    ///
    /// @param ownNamespace the namespace of migrate.io, which is excluded like those of Kubernetes
    /// @param scanInterval the time between two scans for Pods that were not injected
    public record Settings(
            String ownNamespace, Events events, Duration scanInterval, InstantSource clock) {}

    /// A run of the migrator that ended since the observer started.
    public record FinishedRun(PolicyKey policy, EndedRun run) {}

    private Observer(
            KubernetesClient client,
            Store store,
            Settings settings,
            Consumer<FinishedRun> listener) {
        Predicate<String> isExcluded =
                each -> Exclusion.NAMESPACES.contains(each) || each.equals(settings.ownNamespace());
        var metadata = new Metadata(client);
        var clock = settings.clock();
        this.store = store;
        this.settings = settings;
        this.pods = new Pods(client, isExcluded, clock);
        this.uninjected = new UninjectedScan(metadata, settings.ownNamespace());
        this.events =
                new EventPublisher(new Workloads(metadata), new EventWriter(client, clock), clock);
        this.policies = new PolicyStatusPublisher(client, store, pods, clock);
        this.runs = new RunCounter(listener);
        this.tasks = tasks();
    }

    private List<PeriodicTask> tasks() {
        var tasks = new ArrayList<PeriodicTask>();
        tasks.add(new PeriodicTask("observer", UPDATE, this::update));
        tasks.add(new PeriodicTask("scan", settings.scanInterval(), uninjected::scan));
        if (settings.events() == Events.WRITTEN) {
            tasks.add(new PeriodicTask("events", UPDATE, this::writeEvents));
        }
        return List.copyOf(tasks);
    }

    /// Starts watching and returns immediately.
    ///
    /// @param client needs the permissions to list and watch Pods, list Namespaces, patch the
    ///   status of both kinds of policy, get ReplicaSets and Jobs, and get, create and patch
    ///   Events; not closed by the observer
    /// @param store of the same cluster; not closed by the observer
    /// @param listener receives every run that ends from now on, once
    public static Observer start(
            KubernetesClient client,
            Store store,
            Settings settings,
            Consumer<FinishedRun> listener) {
        var observer = new Observer(client, store, settings, listener);
        observer.pods.start();
        observer.tasks.forEach(PeriodicTask::start);
        return observer;
    }

    private Optional<ClusterSnapshot> known() {
        return pods.isComplete() ? store.snapshot() : Optional.empty();
    }

    private void update() {
        known().ifPresent(snapshot -> {
            runs.update(pods.recent().toList(), snapshot.policies());
            policies.update(snapshot);
        });
    }

    private void writeEvents() {
        known().ifPresent(snapshot -> events.update(pods.recent().toList(), snapshot.policies()));
    }

    /// Returns what the observer knows now.
    public ObserverSnapshot snapshot() {
        Instant now = settings.clock().instant();
        return ObserverSnapshot.EMPTY
                .withWatching(pods.isWatching())
                .withPods(
                        store.snapshot()
                                .map(each ->
                                        PodCounts.byPolicy(pods.present(), each.policies(), now))
                                .orElse(Map.of()))
                .withNotInjected(uninjected.found())
                .withEvents(
                        new ObserverSnapshot.Events(
                                events.written(), events.failed(), pods.dropped()));
    }

    /// Returns what the observer has not loaded yet, one line each; empty once it is ready.
    public List<String> missing() {
        return Stream.of(
                        store.snapshot().isPresent() ? "" : "policies: not all are loaded yet",
                        pods.isComplete() ? "" : "pods: not all are loaded yet",
                        runs.isReady() ? "" : "runs: not read yet")
                .filter(each -> !each.isEmpty())
                .toList();
    }

    /// Returns which tasks hang, one line each; empty if none does. A restart resolves it.
    public List<String> hanging() {
        Instant oldest = Instant.now().minus(HANGING).minus(settings.scanInterval());
        return tasks.stream()
                .filter(each -> each.lastRun().isBefore(oldest))
                .map(each -> each.name() + ": hangs")
                .toList();
    }

    /// Stops watching.
    @Override
    public void close() {
        tasks.forEach(PeriodicTask::close);
        pods.close();
    }
}
