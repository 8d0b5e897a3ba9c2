package io.migrate.webhook.observer;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.migrate.webhook.injection.Injected;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// The Pods that got a migration, each reduced to a few words.
final class Pods implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pods.class);
    private static final long PAGE = 500;

    private final Map<String, PodSummary> byUid = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();
    private final SharedIndexInformer<Pod> informer;

    /// @param client may list and watch Pods in the whole cluster
    Pods(KubernetesClient client) {
        informer =
                client.pods()
                        .inAnyNamespace()
                        .withLabel(Injected.LABEL, "true")
                        .withLimit(PAGE)
                        .runnableInformer(0)
                        .removeNamespaceIndex()
                        .itemStore(new LeanPods());
        informer.exceptionHandler((_, e) -> {
            LOG.atWarn().addKeyValue("cause", e).log("cannot watch Pods yet");
            return true;
        });
        informer.addEventHandler(new Changes());
    }

    private final class Changes implements ResourceEventHandler<Pod> {
        @Override
        public void onAdd(Pod pod) {
            byUid.put(pod.getMetadata().getUid(), PodSummary.of(pod));
            changes.incrementAndGet();
        }

        @Override
        public void onUpdate(Pod before, Pod pod) {
            onAdd(pod);
        }

        @Override
        public void onDelete(Pod pod, boolean lastStateUnknown) {
            byUid.remove(pod.getMetadata().getUid());
            changes.incrementAndGet();
        }
    }

    void start() {
        informer.start();
    }

    boolean isComplete() {
        return informer.hasSynced();
    }

    /// Grows with each change, so that nobody counts in vain.
    long version() {
        return changes.get();
    }

    /// By namespace and policy.
    Map<String, Map<String, PodCounts>> count() {
        var counts = new HashMap<String, Map<String, PodCounts>>();
        for (PodSummary pod : byUid.values()) {
            Map<String, PodCounts> its =
                    counts.computeIfAbsent(pod.namespace(), _ -> new HashMap<>());
            pod.states()
                    .forEach((policy, state) ->
                            its.put(policy, its.getOrDefault(policy, PodCounts.NONE).plus(state)));
        }
        return counts;
    }

    @Override
    public void close() {
        informer.stop();
    }
}
