package io.migrate.webhook.observer;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.migrate.webhook.injection.ClusterSnapshot;
import io.migrate.webhook.pod.Exclusion;
import io.migrate.webhook.store.Store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Watches the Pods that got a migration, and tells what became of it: in the status of their
/// policies, in Events, and to whoever counts.
public final class Observer implements AutoCloseable {
    private static final Duration GLANCE = Duration.ofSeconds(1);

    /// Every call to the API server ends long before.
    private static final Duration HANGING = Duration.ofMinutes(10);

    private final Store store;
    private final Pods pods;
    private final UninjectedScan survey;
    private final EventPublisher teller;
    private final PolicyStatusPublisher policies;
    private final RunCounter tally;
    private final Settings settings;
    private final List<PeriodicTask> loops;

    /// What is told as Events.
    public enum Events {
        /// All of it.
        WRITTEN,
        /// Nothing.
        OFF
    }

    /// How it is set up.
    ///
    /// @param ownNamespace where nothing is injected, as in those of Kubernetes
    /// @param surveys the time between two looks for Pods that go without a migration
    public record Settings(
            String ownNamespace, Events events, Duration surveys, InstantSource clock) {}

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
        this.survey = new UninjectedScan(metadata, settings.ownNamespace());
        this.teller =
                new EventPublisher(new Workloads(metadata), new EventWriter(client, clock), clock);
        this.policies = new PolicyStatusPublisher(client, store, pods, clock);
        this.tally = new RunCounter(listener);
        this.loops =
                Stream.of(
                                Optional.of(new PeriodicTask("observer", GLANCE, this::look)),
                                Optional.of(
                                        new PeriodicTask(
                                                "survey", settings.surveys(), survey::look)),
                                settings.events() == Events.WRITTEN
                                        ? Optional.of(
                                                new PeriodicTask("events", GLANCE, this::tell))
                                        : Optional.<PeriodicTask>empty())
                        .flatMap(Optional::stream)
                        .toList();
    }

    /// Begins to watch; returns at once.
    ///
    /// @param client may list and watch Pods, list Namespaces, patch the status of both kinds of
    ///   policy, get ReplicaSets and Jobs, and get, create and patch Events; it is not closed
    /// @param store of the same cluster; it is not closed
    /// @param listener is told of every run that ends from now on, once
    public static Observer start(
            KubernetesClient client,
            Store store,
            Settings settings,
            Consumer<FinishedRun> listener) {
        var observer = new Observer(client, store, settings, listener);
        observer.pods.start();
        observer.loops.forEach(PeriodicTask::start);
        return observer;
    }

    private Optional<ClusterSnapshot> known() {
        return pods.isComplete() ? store.snapshot() : Optional.empty();
    }

    private void look() {
        known().ifPresent(now -> {
            tally.look(pods.recent().toList(), new KnownPolicies(now.policies()));
            policies.look(now);
        });
    }

    private void tell() {
        known().ifPresent(now ->
                teller.look(pods.recent().toList(), new KnownPolicies(now.policies())));
    }

    /// How it stands with the Pods now.
    public ObserverSnapshot overview() {
        Map<ObserverSnapshot.Policy, ObserverSnapshot.Pods> counts =
                store.snapshot()
                        .map(now ->
                                Counts.of(
                                        pods.present(), now.policies(), settings.clock().instant()))
                        .orElse(Map.of());
        return new ObserverSnapshot(
                pods.isWatching(),
                counts,
                survey.found(),
                new ObserverSnapshot.Events(teller.written(), teller.failed(), pods.forgotten()));
    }

    /// What it does not know yet, a line each; nothing if it knows all that it watches.
    public List<String> missing() {
        return Stream.of(
                        store.snapshot().isPresent() ? "" : "policies: not all are known yet",
                        pods.isComplete() ? "" : "pods: not all are known yet",
                        tally.began() ? "" : "runs: they have not been looked at yet")
                .filter(each -> !each.isEmpty())
                .toList();
    }

    /// Which of its parts hang, a line each; nothing if all go on. Starting again helps.
    public List<String> hanging() {
        Instant longAgo = Instant.now().minus(HANGING).minus(settings.surveys());
        return loops.stream()
                .filter(each -> each.done().isBefore(longAgo))
                .map(each -> each.name() + ": hangs")
                .toList();
    }

    /// Ends the watch.
    @Override
    public void close() {
        loops.forEach(PeriodicTask::close);
        pods.close();
    }
}
