package io.migrate.webhook.record;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;

import io.migrate.webhook.pod.ContainerVariable;
import io.migrate.webhook.pod.DesiredPod;
import io.migrate.webhook.pod.Names;
import io.migrate.webhook.pod.PodPaths;
import io.migrate.webhook.pod.PodView;

import java.util.Optional;
import java.util.TreeMap;

/// Builds the {@link InjectionRecord} of bringing a Pod to its desired state. It leaves out what
/// the user wrote, even where the desired state is the same.
///
/// @param pod as it was before
/// @param record is filled
record RecordBuilder(PodView pod, InjectionRecord record) {
    /// Returns the record.
    ///
    /// @param pod as it was before
    /// @param earlier the record that the Pod already has; it overrides what the Pod looks like
    ///   now, and is extended
    static InjectionRecord of(DesiredPod desired, PodView pod, Optional<InjectionRecord> earlier) {
        var builder = new RecordBuilder(pod, earlier.orElseGet(InjectionRecord::new));
        desired.initContainers()
                .forEach(each -> builder.record.initContainers().add(PodView.name(each)));
        desired.volumes().forEach(each -> builder.record.volumes().add(PodView.name(each)));
        desired.pullSecrets().forEach(builder::pullSecret);
        desired.labels().forEach(builder::label);
        desired.environment().forEach(builder::variable);
        if (earlier.isEmpty()) {
            builder.annotation(PodPaths.SAFE_TO_EVICT);
            builder.annotation(Names.ABOUT);
        }
        builder.parent(PodPaths.LABELS, pod.metadata().path("labels"));
        builder.parent(PodPaths.SPEC, pod.spec());
        builder.parent(PodPaths.INIT_CONTAINERS, pod.spec().path("initContainers"));
        builder.parent(PodPaths.VOLUMES, pod.spec().path("volumes"));
        return builder.record;
    }

    private void pullSecret(String name) {
        JsonNode present = pod.spec().path("imagePullSecrets");
        if (PodView.indexOf(present, name) < 0) {
            record.pullSecrets().add(name);
            parent(PodPaths.PULL_SECRETS, present);
        }
    }

    private void label(String key, String value) {
        JsonNode present = pod.metadata().path("labels").path(key);
        if (present.equals(TextNode.valueOf(value))) {
            return;
        }
        if (!present.isMissingNode() && !record.labels().containsKey(key)) {
            record.before().put(InjectionRecord.pointer(PodPaths.LABELS, key), present);
        }
        record.labels().put(key, value);
    }

    private void variable(ContainerVariable intended) {
        String container = intended.container();
        JsonNode variable = intended.variable();
        JsonNode env = pod.container(container).map(each -> each.path("env")).orElseThrow();
        if (PodView.indexOf(env, PodView.name(variable)) >= 0) {
            return;
        }
        record.environment()
                .computeIfAbsent(container, _ -> new TreeMap<>())
                .put(PodView.name(variable), PodView.secret(variable).orElseThrow());
        parent(InjectionRecord.env(container), env);
    }

    private void annotation(String key) {
        JsonNode present = pod.metadata().path("annotations").path(key);
        if (!present.isMissingNode()) {
            record.before().put(InjectionRecord.pointer(PodPaths.ANNOTATIONS, key), present);
        }
    }

    private void parent(JsonPointer pointer, JsonNode present) {
        if (present.isMissingNode() || present.isNull()) {
            record.parents()
                    .putIfAbsent(
                            pointer.toString(),
                            present.isNull() ? InjectionRecord.NULL : InjectionRecord.ABSENT);
        }
    }
}
