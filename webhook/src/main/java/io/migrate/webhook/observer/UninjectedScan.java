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

/// Looks for Pods that asked for a migration and go without. They have no label to watch them by,
/// so all Pods are listed, rarely, without spec and status, a page at a time.
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

    /// How many there were in each namespace when they were looked for last.
    Map<String, Integer> found() {
        return found;
    }

    /// Looks again; what was found before stays if that fails.
    void look() {
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
            LOG.atWarn().addKeyValue("cause", e).log("cannot look for Pods without migration");
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
