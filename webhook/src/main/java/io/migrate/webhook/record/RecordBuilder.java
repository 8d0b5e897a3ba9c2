package io.migrate.webhook.record;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;

import io.migrate.webhook.pod.ContainerVariable;
import io.migrate.webhook.pod.DesiredPod;
import io.migrate.webhook.pod.PodPaths;
import io.migrate.webhook.pod.PodView;

import java.util.Optional;
import java.util.TreeMap;

/// Works out the {@link InjectionRecord} of bringing a Pod to a blueprint. What the user wrote is
/// none of them, even where the blueprint says the same.
///
/// @param pod as it was before
/// @param traces grow
public record RecordBuilder(PodView pod, InjectionRecord traces) {
    /// The record of bringing a Pod to its desired state.
    ///
    /// @param pod as it was before
    /// @param earlier the traces that it already bears; they hold against what it looks like now
    public static InjectionRecord of(
            DesiredPod blueprint, PodView pod, Optional<InjectionRecord> earlier) {
        var tracing = new RecordBuilder(pod, earlier.orElseGet(InjectionRecord::new));
        blueprint
                .initContainers()
                .forEach(each -> tracing.traces.initContainers().add(PodView.name(each)));
        blueprint.volumes().forEach(each -> tracing.traces.volumes().add(PodView.name(each)));
        blueprint.pullSecrets().forEach(tracing::pullSecret);
        blueprint.labels().forEach(tracing::label);
        blueprint.environment().forEach(tracing::variable);
        if (earlier.isEmpty()) {
            tracing.evictable();
        }
        tracing.parent(PodPaths.LABELS, pod.metadata().path("labels"));
        tracing.parent(PodPaths.SPEC, pod.spec());
        tracing.parent(PodPaths.INIT_CONTAINERS, pod.spec().path("initContainers"));
        tracing.parent(PodPaths.VOLUMES, pod.spec().path("volumes"));
        return tracing.traces;
    }

    private void pullSecret(String name) {
        JsonNode present = pod.spec().path("imagePullSecrets");
        if (PodView.indexOf(PodView.elements(present), name) < 0) {
            traces.pullSecrets().add(name);
            parent(PodPaths.PULL_SECRETS, present);
        }
    }

    private void label(String key, String value) {
        JsonNode present = pod.metadata().path("labels").path(key);
        if (present.equals(TextNode.valueOf(value))) {
            return;
        }
        if (!present.isMissingNode() && !traces.labels().containsKey(key)) {
            traces.before().put(InjectionRecord.pointer(PodPaths.LABELS, key), present);
        }
        traces.labels().put(key, value);
    }

    private void variable(ContainerVariable intended) {
        String container = intended.container();
        JsonNode variable = intended.variable();
        JsonNode env = pod.container(container).map(each -> each.path("env")).orElseThrow();
        if (PodView.indexOf(PodView.elements(env), PodView.name(variable)) >= 0) {
            return;
        }
        traces.environment()
                .computeIfAbsent(container, _ -> new TreeMap<>())
                .put(PodView.name(variable), PodView.secret(variable).orElseThrow());
        parent(InjectionRecord.env(container), env);
    }

    private void evictable() {
        JsonNode present = pod.metadata().path("annotations").path(PodPaths.SAFE_TO_EVICT);
        if (!present.isMissingNode()) {
            traces.before()
                    .put(
                            InjectionRecord.pointer(PodPaths.ANNOTATIONS, PodPaths.SAFE_TO_EVICT),
                            present);
        }
    }

    private void parent(JsonPointer pointer, JsonNode present) {
        if (present.isMissingNode() || present.isNull()) {
            traces.parents()
                    .putIfAbsent(
                            pointer.toString(),
                            present.isNull() ? InjectionRecord.NULL : InjectionRecord.ABSENT);
        }
    }
}
