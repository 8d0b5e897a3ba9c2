package io.migrate.webhook.observer;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.migrate.webhook.migration.PodMigrations;
import io.migrate.webhook.record.InjectionMarkers;

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

/// The Pods that got a migration, each reduced to what there is to tell of it.
final class Pods implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pods.class);
    private static final long PAGE = 500;

    /// Those that are gone are kept until everybody has looked at them, as many as that.
    private static final Duration REMEMBERED = Duration.ofMinutes(2);

    private static final int MOST_GONE = 1_000;

    private record Gone(PodMigrations pod, Instant since) {}

    private final Predicate<String> isExcluded;
    private final InstantSource clock;
    private final Map<String, PodMigrations> byUid = new ConcurrentHashMap<>();
    private final Map<String, Gone> gone = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();
    private final AtomicLong forgotten = new AtomicLong();
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
                        .itemStore(new LeanPods(this::see, this::lose));
        informer.exceptionHandler((_, e) -> {
            LOG.atWarn().addKeyValue("cause", e).log("cannot watch Pods yet");
            return true;
        });
    }

    /// Whatever it is: an exception would end the watch.
    private void see(Pod pod) {
        if (isExcluded.test(pod.getMetadata().getNamespace())) {
            return;
        }
        try {
            byUid.put(pod.getMetadata().getUid(), PodMigrations.of(pod));
            changes.incrementAndGet();
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("namespace", pod.getMetadata().getNamespace())
                    .addKeyValue("pod", pod.getMetadata().getName())
                    .setCause(e)
                    .log("a Pod could not be taken in");
        }
    }

    private void lose(Pod pod) {
        PodMigrations last = byUid.remove(pod.getMetadata().getUid());
        if (last != null) {
            remember(last.gone());
            changes.incrementAndGet();
        }
    }

    private void remember(PodMigrations pod) {
        Instant now = clock.instant();
        gone.values().removeIf(each -> each.since().plus(REMEMBERED).isBefore(now));
        if (gone.size() < MOST_GONE) {
            gone.put(pod.uid(), new Gone(pod, now));
        } else {
            forgotten.incrementAndGet();
        }
    }

    void start() {
        informer.start();
    }

    /// Whether all that there were have been seen once.
    boolean isComplete() {
        return informer.hasSynced();
    }

    /// Whether what is known follows the cluster.
    boolean isWatching() {
        return informer.hasSynced() && informer.isWatching();
    }

    /// Grows with each change, so that nobody counts in vain.
    long version() {
        return changes.get();
    }

    /// How many went before anybody had looked at them.
    long forgotten() {
        return forgotten.get();
    }

    /// Those that are there.
    Collection<PodMigrations> present() {
        return byUid.values();
    }

    /// Those that are there or were a moment ago.
    Stream<PodMigrations> recent() {
        return Stream.concat(
                byUid.values().stream(),
                gone.values().stream()
                        .map(Gone::pod)
                        .filter(each -> !byUid.containsKey(each.uid())));
    }

    @Override
    public void close() {
        informer.stop();
    }
}
