package io.migrate.webhook.injection;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

import io.migrate.webhook.pod.ContainerVariable;
import io.migrate.webhook.pod.DesiredPod;
import io.migrate.webhook.pod.Names;
import io.migrate.webhook.pod.Placement;
import io.migrate.webhook.pod.PodEditor;
import io.migrate.webhook.pod.PodPaths;
import io.migrate.webhook.pod.PodView;
import io.migrate.webhook.pod.Subset;
import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.record.StatusAnnotation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Brings a Pod to its desired state: adds what is missing, replaces injected elements that differ,
/// and leaves everything else as it is.
///
/// @param pod as it was before
record PodPatcher(
        PodView pod,
        PodEditor editor,
        DesiredPod desired,
        Placement placement,
        Diagnostics diagnostics) {
    /// Edits the Pod.
    ///
    /// @return what the Pod's status annotation says afterwards
    StatusAnnotation apply(List<EffectivePolicy> policies, String hash) {
        new InitContainerPatcher(pod, editor, desired.initContainers(), placement).apply();
        desired.volumes().forEach(each -> upsert(PodPaths.VOLUMES, each));
        desired.pullSecrets().forEach(this::pullSecret);
        desired.environment().forEach(this::environment);
        desired.labels().forEach((key, value) -> text(PodPaths.LABELS, key, value));
        safeToEvict();
        text(PodPaths.ANNOTATIONS, Names.ABOUT, Names.ABOUT_TEXT);
        return status(policies, hash);
    }

    /// The status stays as it is if nothing else was edited and it describes the same injection.
    private StatusAnnotation status(List<EffectivePolicy> policies, String hash) {
        Optional<StatusAnnotation> earlier =
                StatusAnnotation.read(
                        editor.pod().at(PodPaths.ANNOTATIONS).path(Names.STATUS).asText());
        if (editor.operations().isEmpty()
                && earlier.filter(each -> each.isOf(hash, placement)).isPresent()) {
            return earlier.get();
        }
        var status = StatusAnnotation.of(desired, hash, policies, placement, pod, earlier);
        text(PodPaths.ANNOTATIONS, Names.STATUS, status.text());
        return status;
    }

    private void upsert(JsonPointer array, ObjectNode element) {
        int present = indexOf(array, PodView.name(element));
        if (present < 0) {
            editor.append(array, element);
        } else if (!Subset.holdsVolume(element, editor.pod().at(array).path(present))) {
            editor.replace(array, present, element);
        }
    }

    private void pullSecret(String name) {
        if (indexOf(PodPaths.PULL_SECRETS, name) < 0) {
            editor.append(
                    PodPaths.PULL_SECRETS, JsonNodeFactory.instance.objectNode().put("name", name));
        }
    }

    /// Inserts the variable first, so that other variables can refer to it, and only where the user
    /// has not set it.
    private void environment(ContainerVariable intended) {
        String container = intended.container();
        ObjectNode variable = intended.variable();
        JsonPointer env =
                PodPaths.CONTAINERS
                        .appendIndex(indexOf(PodPaths.CONTAINERS, container))
                        .appendProperty("env");
        int present = indexOf(env, PodView.name(variable));
        if (present < 0) {
            editor.insert(env, 0, variable);
        } else if (!Subset.holdsVariable(variable, editor.pod().at(env).path(present))) {
            diagnostics.warning(
                    "container %s sets %s itself; the policy's value is not used"
                            .formatted(container, PodView.name(variable)));
        }
    }

    private void safeToEvict() {
        String present =
                editor.pod().at(PodPaths.ANNOTATIONS).path(PodPaths.SAFE_TO_EVICT).asText("");
        var volumes =
                new ArrayList<String>(
                        present.isBlank() ? List.of() : Arrays.asList(present.split(",")));
        if (volumes.containsAll(desired.localVolumes())) {
            return;
        }
        desired.localVolumes().stream()
                .filter(each -> !volumes.contains(each))
                .forEach(volumes::add);
        text(PodPaths.ANNOTATIONS, PodPaths.SAFE_TO_EVICT, String.join(",", volumes));
    }

    private void text(JsonPointer object, String key, String value) {
        if (!editor.pod().at(object).path(key).asText().equals(value)) {
            editor.put(object, key, TextNode.valueOf(value));
        }
    }

    private int indexOf(JsonPointer array, String name) {
        return PodView.indexOf(editor.pod().at(array), name);
    }
}
