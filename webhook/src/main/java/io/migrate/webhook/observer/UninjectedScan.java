package io.migrate.webhook.observer;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PartialObjectMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.migrate.webhook.record.UninjectedPods;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Finds Pods that ask for a migration and were not injected. They have no label to watch, so all
/// Pods are listed, rarely, without spec and status, page by page.
final class UninjectedScan {
    private static final Logger LOG = LoggerFactory.getLogger(UninjectedScan.class);
    private static final String PAGE = "500";

    private final Metadata metadata;
    private final String ownNamespace;
    private volatile Map<String, Integer> found = Map.of();

    UninjectedScan(Metadata metadata, String ownNamespace) {
        this.metadata = metadata;
        this.ownNamespace = ownNamespace;
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
                    Map.of("labelSelector", UninjectedPods.OPTED_OUT),
                    namespace -> optedOut.add(namespace.getName()));
            var uninjected = new UninjectedPods(ownNamespace, optedOut);
            var counts = new HashMap<String, Integer>();
            each(
                    "/api/v1/pods",
                    Map.of(
                            "labelSelector",
                            UninjectedPods.LABEL_SELECTOR,
                            "fieldSelector",
                            UninjectedPods.FIELD_SELECTOR),
                    pod -> {
                        if (uninjected.include(candidate(pod))) {
                            counts.merge(pod.getNamespace(), 1, Integer::sum);
                        }
                    });
            found = Map.copyOf(counts);
        } catch (KubernetesClientException e) {
            LOG.atWarn().addKeyValue("cause", e).log("cannot list Pods that were not injected");
        }
    }

    private static UninjectedPods.Candidate candidate(ObjectMeta pod) {
        return new UninjectedPods.Candidate(
                pod.getNamespace(),
                Optional.ofNullable(pod.getLabels()).orElse(Map.of()),
                Optional.ofNullable(pod.getAnnotations()).orElse(Map.of()),
                pod.getDeletionTimestamp() != null,
                UninjectedPods.Details.UNKNOWN);
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
