package io.migrate.webhook.observer;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.migrate.webhook.migration.PodMigrations;
import io.migrate.webhook.migration.PodReader;
import io.migrate.webhook.record.InjectionMarkers;
import io.migrate.webhook.store.WatchAttempts;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Watches the injected Pods and keeps the status of their migrations.
final class Pods implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pods.class);
    private static final long PAGE = 500;

    /// How long deleted Pods are kept, so that their last Events are written.
    private static final Duration KEEP_DELETED = Duration.ofMinutes(2);

    private static final int MAX_DELETED = 1_000;

    private record DeletedPod(PodMigrations pod, Instant since) {}

    private final Predicate<String> isExcluded;
    private final InstantSource clock;
    private final Map<String, PodMigrations> byUid = new ConcurrentHashMap<>();
    private final Map<String, DeletedPod> deleted = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final WatchAttempts attempts = new WatchAttempts();
    private final SharedIndexInformer<Pod> informer;

    /// @param client may list and watch Pods in the whole cluster
    /// @param isExcluded namespaces where nothing is injected
    Pods(KubernetesClient client, Predicate<String> isExcluded, InstantSource clock) {
        this.isExcluded = isExcluded;
        this.clock = clock;
        informer =
                client.pods()
                        .inAnyNamespace()
                        .withLabel(InjectionMarkers.INJECTED_LABEL, "true")
                        .withLimit(PAGE)
                        .runnableInformer(0)
                        .removeNamespaceIndex()
                        .itemStore(new LeanPods(this::add, this::remove));
        informer.exceptionHandler((_, e) -> {
            LOG.atLevel(attempts.failed()).addKeyValue("cause", e).log("cannot watch Pods yet");
            return true;
        });
    }

    /// Catches every exception: it would end the watch.
    private void add(Pod pod) {
        if (isExcluded.test(pod.getMetadata().getNamespace())) {
            return;
        }
        try {
            byUid.put(pod.getMetadata().getUid(), PodReader.read(pod));
            changes.incrementAndGet();
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("namespace", pod.getMetadata().getNamespace())
                    .addKeyValue("pod", pod.getMetadata().getName())
                    .setCause(e)
                    .log("cannot read Pod");
        }
    }

    private void remove(Pod pod) {
        PodMigrations last = byUid.remove(pod.getMetadata().getUid());
        if (last != null) {
            keep(last.deleted());
            changes.incrementAndGet();
        }
    }

    private void keep(PodMigrations pod) {
        Instant now = clock.instant();
        deleted.values().removeIf(each -> each.since().plus(KEEP_DELETED).isBefore(now));
        if (deleted.size() < MAX_DELETED) {
            deleted.put(pod.uid(), new DeletedPod(pod, now));
        } else {
            dropped.incrementAndGet();
        }
    }

    void start() {
        var _ = informer.start().thenRun(attempts::succeeded);
    }

    /// Returns whether the first list is complete.
    boolean isComplete() {
        return informer.hasSynced();
    }

    /// Returns whether changes in the cluster arrive.
    boolean isWatching() {
        return informer.hasSynced() && informer.isWatching();
    }

    /// Returns a number that grows with each change.
    long version() {
        return changes.get();
    }

    /// Returns how many deleted Pods were dropped because there were too many.
    long dropped() {
        return dropped.get();
    }

    /// Returns the Pods that exist.
    Collection<PodMigrations> present() {
        return byUid.values();
    }

    /// Returns the Pods that exist or were deleted recently.
    Stream<PodMigrations> recent() {
        return Stream.concat(
                byUid.values().stream(),
                deleted.values().stream()
                        .map(DeletedPod::pod)
                        .filter(each -> !byUid.containsKey(each.uid())));
    }

    @Override
    public void close() {
        informer.stop();
    }
}
