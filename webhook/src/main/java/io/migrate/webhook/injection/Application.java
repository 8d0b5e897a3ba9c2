package io.migrate.webhook.injection;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

import io.migrate.webhook.policy.EffectivePolicy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Brings a Pod to its blueprint: adds what is missing, replaces what differs in elements of ours,
/// and leaves alone what is there already.
record Application(
        PodEditor editor, Blueprint blueprint, Placement placement, List<String> warnings) {
    private static final JsonPointer ANNOTATIONS = JsonPointer.compile("/metadata/annotations");
    private static final JsonPointer LABELS = JsonPointer.compile("/metadata/labels");
    private static final JsonPointer INIT_CONTAINERS = JsonPointer.compile("/spec/initContainers");
    private static final JsonPointer CONTAINERS = JsonPointer.compile("/spec/containers");
    private static final JsonPointer VOLUMES = JsonPointer.compile("/spec/volumes");

    /// The cluster autoscaler does not evict a Pod with local storage unless its volumes are
    /// listed: https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/FAQ.md
    private static final String SAFE_TO_EVICT =
            "cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes";

    void apply(List<EffectivePolicy> policies) {
        initContainers();
        blueprint.volumes().forEach(each -> upsert(VOLUMES, each));
        blueprint.environment().forEach(this::environment);
        blueprint.labels().forEach((key, value) -> text(LABELS, key, value));
        safeToEvict();
        String status = editor.pod().at(ANNOTATIONS).path(Names.STATUS).asText();
        if (!editor.operations().isEmpty() || !Status.isOf(blueprint, status)) {
            text(
                    ANNOTATIONS,
                    Names.STATUS,
                    Status.write(blueprint, policies, placement, editor.parents()));
        }
    }

    private void initContainers() {
        int users = 0;
        int index = 0;
        for (JsonNode each : PodView.elements(editor.pod().at(INIT_CONTAINERS))) {
            if (users == placement.index()) {
                break;
            }
            users += Names.isOurs(PodView.name(each)) ? 0 : 1;
            index++;
        }
        for (ObjectNode container : blueprint.initContainers()) {
            int present = indexOf(INIT_CONTAINERS, PodView.name(container));
            if (present < 0) {
                editor.insert(INIT_CONTAINERS, index, container);
            } else {
                replaceUnlessThere(INIT_CONTAINERS, present, container);
            }
            index++;
        }
    }

    private void upsert(JsonPointer array, ObjectNode element) {
        int present = indexOf(array, PodView.name(element));
        if (present < 0) {
            editor.append(array, element);
        } else {
            replaceUnlessThere(array, present, element);
        }
    }

    private void replaceUnlessThere(JsonPointer array, int index, ObjectNode element) {
        if (!Subset.holds(element, editor.pod().at(array).path(index))) {
            editor.replace(array, index, element);
        }
    }

    /// First, so that other variables may refer to it; only where the user has not set it.
    private void environment(String container, ObjectNode variable) {
        JsonPointer env =
                CONTAINERS.appendIndex(indexOf(CONTAINERS, container)).appendProperty("env");
        int present = indexOf(env, PodView.name(variable));
        if (present < 0) {
            editor.insert(env, 0, variable);
        } else if (!Subset.holds(variable, editor.pod().at(env).path(present))) {
            warnings.add(
                    "container %s sets %s itself; the policy's value is not used"
                            .formatted(container, PodView.name(variable)));
        }
    }

    private void safeToEvict() {
        String present = editor.pod().at(ANNOTATIONS).path(SAFE_TO_EVICT).asText();
        var volumes =
                new ArrayList<String>(
                        present.isBlank() ? List.of() : Arrays.asList(present.split(",")));
        if (volumes.containsAll(blueprint.localVolumes())) {
            return;
        }
        blueprint.localVolumes().stream()
                .filter(each -> !volumes.contains(each))
                .forEach(volumes::add);
        text(ANNOTATIONS, SAFE_TO_EVICT, String.join(",", volumes));
    }

    private void text(JsonPointer object, String key, String value) {
        if (!editor.pod().at(object).path(key).asText().equals(value)) {
            editor.put(object, key, TextNode.valueOf(value));
        }
    }

    private int indexOf(JsonPointer array, String name) {
        return PodView.indexOf(PodView.elements(editor.pod().at(array)), name);
    }
}
