package io.migrate.webhook.record;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.pod.Names;
import io.migrate.webhook.pod.PodPaths;
import io.migrate.webhook.pod.PodView;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Undoes an injection. Anyone may have written the record, so each entry counts only where the Pod
/// confirms it: a container and a volume must have a name that migrate.io gives, a label and a
/// variable must still have the injected value.
///
/// @param pod is changed
record Restorer(ObjectNode pod, InjectionRecord record) {
    /// Removes the init containers; returns false if there are none, as with the status of another
    /// Pod.
    boolean removeInitContainers() {
        return removeNamed(
                PodPaths.INIT_CONTAINERS,
                each -> isInjected(each) && record.initContainers().contains(each));
    }

    /// Removes everything else and returns the Pod as it was.
    ObjectNode removeAllElse() {
        removeNamed(PodPaths.VOLUMES, each -> isInjected(each) && record.volumes().contains(each));
        removeNamed(PodPaths.PULL_SECRETS, record.pullSecrets()::contains);
        record.environment().forEach(this::variables);
        record.labels().forEach(this::label);
        evictable();
        if (pod.at(PodPaths.ANNOTATIONS) instanceof ObjectNode annotations) {
            annotations.remove(Names.STATUS);
            String pointer = InjectionRecord.pointer(PodPaths.ANNOTATIONS, Names.ABOUT);
            restore(annotations, Names.ABOUT, pointer);
        }
        parents();
        return pod;
    }

    private boolean removeNamed(JsonPointer array, Predicate<String> goes) {
        boolean any = false;
        var elements = pod.at(array).elements();
        while (elements.hasNext()) {
            if (goes.test(PodView.name(elements.next()))) {
                elements.remove();
                any = true;
            }
        }
        return any;
    }

    private static boolean isInjected(String name) {
        return name.startsWith(Names.PREFIX);
    }

    private void variables(String container, Map<String, String> secrets) {
        var variables = pod.at(env(container)).elements();
        while (variables.hasNext()) {
            JsonNode each = variables.next();
            String written = secrets.get(PodView.name(each));
            if (PodView.secret(each).filter(secret -> secret.equals(written)).isPresent()) {
                variables.remove();
            }
        }
    }

    private JsonPointer env(String container) {
        List<JsonNode> containers = PodView.elements(pod.at(PodPaths.CONTAINERS));
        return PodPaths.CONTAINERS
                .appendProperty(String.valueOf(PodView.indexOf(containers, container)))
                .appendProperty("env");
    }

    private void label(String key, String value) {
        if (pod.at(PodPaths.LABELS) instanceof ObjectNode labels
                && labels.path(key).isTextual()
                && labels.path(key).textValue().equals(value)) {
            restore(labels, key, InjectionRecord.pointer(PodPaths.LABELS, key));
        }
    }

    private void restore(ObjectNode object, String key, String pointer) {
        JsonNode before = record.before().get(pointer);
        if (before == null) {
            object.remove(key);
        } else {
            object.set(key, before);
        }
    }

    /// Restores the list character by character, unless others have added to it since.
    private void evictable() {
        if (!(pod.at(PodPaths.ANNOTATIONS) instanceof ObjectNode annotations)
                || !annotations.has(PodPaths.SAFE_TO_EVICT)) {
            return;
        }
        String pointer = InjectionRecord.pointer(PodPaths.ANNOTATIONS, PodPaths.SAFE_TO_EVICT);
        String before = record.before().getOrDefault(pointer, NullNode.instance).asText("");
        List<String> others = others(annotations.path(PodPaths.SAFE_TO_EVICT).asText());
        if (others.equals(others(before))) {
            restore(annotations, PodPaths.SAFE_TO_EVICT, pointer);
        } else {
            annotations.put(PodPaths.SAFE_TO_EVICT, String.join(",", others));
        }
    }

    private List<String> others(String volumes) {
        var others = new ArrayList<String>(List.of(volumes.split(",")));
        others.removeIf(
                each -> each.isBlank() || (record.volumes().contains(each) && isInjected(each)));
        return others;
    }

    /// Removes the objects and lists that were created, from the inside out, if they are now empty.
    private void parents() {
        for (JsonPointer each :
                List.of(
                        PodPaths.LABELS,
                        PodPaths.INIT_CONTAINERS,
                        PodPaths.VOLUMES,
                        PodPaths.PULL_SECRETS,
                        PodPaths.SPEC)) {
            parent(each, record.parents().getOrDefault(each.toString(), ""));
        }
        for (String name : record.environment().keySet()) {
            parent(
                    env(name),
                    record.parents().getOrDefault(InjectionRecord.env(name).toString(), ""));
        }
    }

    private void parent(JsonPointer pointer, String was) {
        JsonNode present = pod.at(pointer);
        if (!present.isContainerNode() || !present.isEmpty()) {
            return;
        }
        var holder = (ObjectNode) pod.at(pointer.head());
        String member = pointer.last().getMatchingProperty();
        switch (was) {
            case InjectionRecord.ABSENT -> holder.remove(member);
            case InjectionRecord.NULL -> holder.putNull(member);
            default -> {}
        }
    }
}
