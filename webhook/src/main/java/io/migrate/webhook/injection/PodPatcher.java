package io.migrate.webhook.injection;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
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
import io.migrate.webhook.record.RecordBuilder;
import io.migrate.webhook.record.StatusAnnotation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Brings a Pod to its desired state: adds what is missing, replaces what differs in elements of
/// ours, and leaves alone what is there already.
///
/// @param pod as it was before
public record PodPatcher(
        PodView pod,
        PodEditor editor,
        DesiredPod desired,
        Placement placement,
        Diagnostics diagnostics) {
    void apply(List<EffectivePolicy> policies, String hash) {
        if (isInPlace()) {
            desired.initContainers().forEach(this::updateInitContainer);
        } else {
            placeInitContainers();
        }
        desired.volumes().forEach(each -> upsert(PodPaths.VOLUMES, each));
        desired.pullSecrets().forEach(this::pullSecret);
        desired.environment().forEach(this::environment);
        desired.labels().forEach((key, value) -> text(PodPaths.LABELS, key, value));
        safeToEvict();
        String status = editor.pod().at(PodPaths.ANNOTATIONS).path(Names.STATUS).asText();
        if (!editor.operations().isEmpty() || !StatusAnnotation.isOf(hash, placement, status)) {
            text(
                    PodPaths.ANNOTATIONS,
                    Names.STATUS,
                    StatusAnnotation.write(
                            hash,
                            policies,
                            placement,
                            RecordBuilder.of(desired, pod, StatusAnnotation.read(status))));
        }
    }

    /// Whether ours are there, in their order, where they may stay.
    private boolean isInPlace() {
        List<String> present = new ArrayList<>();
        int users = 0;
        boolean admitted = true;
        for (JsonNode each : elements(PodPaths.INIT_CONTAINERS)) {
            if (pod.isInjected(each)) {
                present.add(PodView.name(each));
                admitted &= placement.admits(users);
            } else {
                users++;
            }
        }
        return admitted
                && present.equals(desired.initContainers().stream().map(PodView::name).toList());
    }

    private void placeInitContainers() {
        List<JsonNode> present = elements(PodPaths.INIT_CONTAINERS);
        var kept = new ArrayList<ObjectNode>();
        for (ObjectNode intended : desired.initContainers()) {
            int index = PodView.indexOf(present, PodView.name(intended));
            boolean there = index >= 0 && Subset.holdsContainer(intended, present.get(index));
            kept.add(there ? (ObjectNode) present.get(index).deepCopy() : intended);
        }
        for (int i = present.size() - 1; i >= 0; i--) {
            if (pod.isInjected(present.get(i))) {
                editor.remove(PodPaths.INIT_CONTAINERS, i);
            }
        }
        for (int i = 0; i < kept.size(); i++) {
            editor.insert(PodPaths.INIT_CONTAINERS, placement.index() + i, kept.get(i));
        }
    }

    private void updateInitContainer(ObjectNode container) {
        int present = indexOf(PodPaths.INIT_CONTAINERS, PodView.name(container));
        if (!Subset.holdsContainer(
                container, editor.pod().at(PodPaths.INIT_CONTAINERS).path(present))) {
            editor.replace(PodPaths.INIT_CONTAINERS, present, container);
        }
    }

    private void upsert(JsonPointer array, ObjectNode element) {
        int present = indexOf(array, PodView.name(element));
        if (present < 0) {
            editor.append(array, element);
        } else if (!Subset.holds(element, editor.pod().at(array).path(present))) {
            editor.replace(array, present, element);
        }
    }

    private void pullSecret(String name) {
        if (indexOf(PodPaths.PULL_SECRETS, name) < 0) {
            editor.append(
                    PodPaths.PULL_SECRETS, JsonNodeFactory.instance.objectNode().put("name", name));
        }
    }

    /// First, so that other variables may refer to it; only where the user has not set it.
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
        } else if (!Subset.holds(variable, editor.pod().at(env).path(present))) {
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

    private List<JsonNode> elements(JsonPointer array) {
        return PodView.elements(editor.pod().at(array));
    }

    private int indexOf(JsonPointer array, String name) {
        return PodView.indexOf(elements(array), name);
    }
}
