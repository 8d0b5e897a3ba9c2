package io.migrate.webhook.observer;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PartialObjectMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.migrate.webhook.pod.Exclusion;
import io.migrate.webhook.record.InjectionMarkers;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Finds Pods that ask for a migration and were not injected. They have no label to watch, so all
/// Pods are listed, rarely, without spec and status, page by page.
final class UninjectedScan {
    private static final Logger LOG = LoggerFactory.getLogger(UninjectedScan.class);
    private static final String PAGE = "500";
    private static final String OTHERS =
            "!%s,%s!=%s"
                    .formatted(InjectionMarkers.INJECTED_LABEL, Exclusion.LABEL, Exclusion.VALUE);
    private static final String ALIVE = "status.phase!=Succeeded,status.phase!=Failed";

    private final Metadata metadata;
    private final Predicate<String> isExcluded;
    private volatile Map<String, Integer> found = Map.of();

    UninjectedScan(Metadata metadata, Predicate<String> isExcluded) {
        this.metadata = metadata;
        this.isExcluded = isExcluded;
    }

    /// Returns how many there were in each namespace at the last scan.
    Map<String, Integer> found() {
        return found;
    }

    /// Scans the cluster; keeps the previous result if that fails.
    void scan() {
        try {
            Set<String> optedOut = new HashSet<>();
            each(
                    "/api/v1/namespaces",
                    Map.of("labelSelector", Exclusion.LABEL + "=" + Exclusion.VALUE),
                    namespace -> optedOut.add(namespace.getName()));
            var counts = new HashMap<String, Integer>();
            each(
                    "/api/v1/pods",
                    Map.of("labelSelector", OTHERS, "fieldSelector", ALIVE),
                    pod -> {
                        String namespace = pod.getNamespace();
                        if (asks(pod)
                                && !isExcluded.test(namespace)
                                && !optedOut.contains(namespace)) {
                            counts.merge(namespace, 1, Integer::sum);
                        }
                    });
            found = Map.copyOf(counts);
        } catch (KubernetesClientException e) {
            LOG.atWarn().addKeyValue("cause", e).log("cannot list Pods that were not injected");
        }
    }

    private static boolean asks(ObjectMeta pod) {
        Map<String, String> annotations =
                Optional.ofNullable(pod.getAnnotations()).orElse(Map.of());
        return "true".equals(annotations.get(InjectionMarkers.ENABLED_ANNOTATION))
                && !annotations.containsKey(Exclusion.MIRROR)
                && pod.getDeletionTimestamp() == null;
    }

    private void each(String path, Map<String, String> query, Consumer<ObjectMeta> action) {
        var parameters = new HashMap<>(query);
        parameters.put("limit", PAGE);
        String next = "";
        do {
            parameters.put("continue", next);
            var page = metadata.list(path, parameters);
            Optional.ofNullable(page.getItems()).orElse(List.of()).stream()
                    .map(PartialObjectMetadata::getMetadata)
                    .forEach(action);
            next = Optional.ofNullable(page.getMetadata().getContinue()).orElse("");
        } while (!next.isEmpty());
    }
}
