package io.migrate.webhook.injection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.pod.Placement;
import io.migrate.webhook.pod.PodEditor;
import io.migrate.webhook.pod.PodPaths;
import io.migrate.webhook.pod.PodView;
import io.migrate.webhook.pod.Subset;

import java.util.ArrayList;
import java.util.List;

/// Brings the injected init containers to their desired state. It moves them only if their order is
/// wrong or {@link Placement} does not admit their place.
///
/// @param pod as it was before
/// @param desired the init containers in their order
record InitContainerPatcher(
        PodView pod, PodEditor editor, List<ObjectNode> desired, Placement placement) {
    void apply() {
        if (isInPlace()) {
            desired.forEach(this::update);
        } else {
            place();
        }
    }

    private boolean isInPlace() {
        List<String> present = new ArrayList<>();
        int others = 0;
        boolean admitted = true;
        for (JsonNode each : elements()) {
            if (pod.isInjected(each)) {
                present.add(PodView.name(each));
                admitted &= placement.admits(others);
            } else {
                others++;
            }
        }
        return admitted && present.equals(desired.stream().map(PodView::name).toList());
    }

    private void update(ObjectNode container) {
        int index = PodView.indexOf(elements(), PodView.name(container));
        JsonNode present = elements().get(index);
        if (!Subset.holdsContainer(container, present)) {
            editor.replace(PodPaths.INIT_CONTAINERS, index, Subset.replacement(container, present));
        }
    }

    private void place() {
        List<JsonNode> present = elements();
        List<ObjectNode> placed = desired.stream().map(each -> kept(each, present)).toList();
        for (int i = present.size() - 1; i >= 0; i--) {
            if (pod.isInjected(present.get(i))) {
                editor.remove(PodPaths.INIT_CONTAINERS, i);
            }
        }
        for (int i = 0; i < placed.size(); i++) {
            editor.insert(PodPaths.INIT_CONTAINERS, placement.index() + i, placed.get(i));
        }
    }

    /// The container with what others have added to it, if it still does its work.
    private static ObjectNode kept(ObjectNode container, List<JsonNode> present) {
        int index = PodView.indexOf(present, PodView.name(container));
        if (index < 0) {
            return container;
        }
        JsonNode there = present.get(index);
        return Subset.holdsContainer(container, there)
                ? (ObjectNode) there.deepCopy()
                : Subset.replacement(container, there);
    }

    private List<JsonNode> elements() {
        return PodView.elements(editor.pod().at(PodPaths.INIT_CONTAINERS));
    }
}
