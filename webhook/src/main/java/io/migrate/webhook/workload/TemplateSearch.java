package io.migrate.webhook.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Finds the Pod templates in the `spec` of an object whose kind is unknown, at any depth: objects
/// with `spec.containers`. Objects inside the object, with `apiVersion` and `kind` of their own,
/// are not searched.
///
/// @param templates in order
/// @param marked objects outside the templates that have annotations or labels, by their path
record TemplateSearch(List<PodTemplate> templates, SortedMap<String, JsonNode> marked) {
    static TemplateSearch of(ObjectNode object) {
        var search = new TemplateSearch(new ArrayList<>(), new TreeMap<>());
        search.walk("spec", object.path("spec"), object);
        return search;
    }

    private void walk(String path, JsonNode node, ObjectNode object) {
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                walk("%s[%d]".formatted(path, i), node.get(i), object);
            }
        } else if (node instanceof ObjectNode found && !isAnObject(found)) {
            if (isTemplate(found)) {
                templates.add(
                        new PodTemplate(WorkloadKind.OTHER, object, path, templates.size(), found));
                return;
            }
            if (found.path("annotations").isObject() || found.path("labels").isObject()) {
                marked.put(path, found);
            }
            found.properties()
                    .forEach(each -> walk(path + "." + each.getKey(), each.getValue(), object));
        }
    }

    private static boolean isAnObject(ObjectNode node) {
        return node.path("apiVersion").isTextual() && node.path("kind").isTextual();
    }

    private static boolean isTemplate(ObjectNode node) {
        JsonNode containers = node.path("spec").path("containers");
        return containers.isArray()
                && !containers.isEmpty()
                && containers
                        .valueStream()
                        .allMatch(each ->
                                each.path("name").isTextual() || each.path("image").isTextual());
    }
}
