package io.migrate.webhook.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.List;

/// A Pod, or the Pod template of a workload.
///
/// @param object the Pod itself or the workload
/// @param path of the template in the object, such as `spec.template`; empty for a Pod
/// @param index among the templates of the object, from 0
/// @param pod a part of that object, or what its controller makes of that part
public record PodTemplate(
        WorkloadKind kind, ObjectNode object, String path, int index, ObjectNode pod) {
    /// Finds the Pod or the templates, in order; none if the object has none.
    public static List<PodTemplate> in(ObjectNode object) {
        return WorkloadKind.of(object).map(kind -> in(kind, object)).orElse(List.of());
    }

    private static List<PodTemplate> in(WorkloadKind kind, ObjectNode object) {
        if (kind == WorkloadKind.OTHER) {
            return TemplateSearch.of(object).templates();
        }
        return kind.pod(object) instanceof ObjectNode pod
                ? List.of(new PodTemplate(kind, object, kind.path(), 0, madeBy(kind, pod)))
                : List.of();
    }

    /// Knative names a container that has no name.
    private static ObjectNode madeBy(WorkloadKind kind, ObjectNode pod) {
        JsonNode containers = pod.path("spec").path("containers");
        if (kind != WorkloadKind.KNATIVE_SERVICE
                || containers.size() != 1
                || containers.path(0).has("name")) {
            return pod;
        }
        ObjectNode named = pod.deepCopy();
        ((ObjectNode) named.at("/spec/containers/0")).put("name", "user-container");
        return named;
    }

    /// Returns the object's kind, for example `Deployment`.
    public String noun() {
        return object.path("kind").asText();
    }

    /// Returns the object's name; `api-*` if the API server generates it.
    public String name() {
        return name(object);
    }

    /// Returns an object's name; `api-*` if the API server generates it.
    public static String name(JsonNode object) {
        JsonNode metadata = object.path("metadata");
        return metadata.path("name").isTextual()
                ? metadata.path("name").textValue()
                : metadata.path("generateName").asText() + "*";
    }

    /// Returns the path if the kind of the object does not say it.
    public String shownPath() {
        return kind == WorkloadKind.OTHER ? path : "";
    }
}
