package io.migrate.benchmarks.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.fabric8.zjsonpatch.JsonPatch;

import java.io.IOException;
import java.util.List;

/// Reads the servers' admission responses, to verify that they do the work that is measured.
final class AdmissionResponses {
    private static final ObjectMapper JSON = new ObjectMapper();

    private AdmissionResponses() {}

    /// Returns the Pod with the patch of a response applied.
    ///
    /// @throws IOException if the Pod is not admitted, or not patched
    static JsonNode patched(String answer, ObjectNode pod) throws IOException {
        JsonNode response = JSON.readTree(answer).path("response");
        if (!response.path("allowed").asBoolean()
                || !response.path("patchType").asText().equals("JSONPatch")) {
            throw new IOException("not a patch: " + answer);
        }
        return JsonPatch.apply(JSON.readTree(response.path("patch").binaryValue()), pod);
    }

    /// Returns what another webhook must add to do the same work, for `benchmarks/go/injection`.
    ///
    /// @param before the Pod
    /// @param after the Pod after injection by migrate.io
    static ObjectNode added(JsonNode before, JsonNode after) {
        ObjectNode added = JSON.createObjectNode();
        elements(added, "initContainers", before, after);
        elements(added, "volumes", before, after);
        members(added, "labels", before, after);
        members(added, "annotations", before, after);
        return added;
    }

    private static void elements(ObjectNode added, String field, JsonNode before, JsonNode after) {
        ArrayNode array = added.putArray(field);
        List<JsonNode> present = before.path("spec").path(field).valueStream().toList();
        after.path("spec")
                .path(field)
                .valueStream()
                .filter(each -> !present.contains(each))
                .forEach(array::add);
    }

    private static void members(ObjectNode added, String field, JsonNode before, JsonNode after) {
        ObjectNode object = added.putObject(field);
        JsonNode present = before.path("metadata").path(field);
        after.path("metadata").path(field).properties().stream()
                .filter(each -> !each.getValue().equals(present.path(each.getKey())))
                .forEach(each -> object.set(each.getKey(), each.getValue()));
    }

    /// Returns the added names, labels and annotations, to compare the work of two webhooks.
    static ObjectNode summary(ObjectNode added) {
        ObjectNode summary = added.deepCopy();
        for (String field : List.of("initContainers", "volumes")) {
            ArrayNode names = JSON.createArrayNode();
            added.path(field).forEach(each -> names.add(each.path("name")));
            summary.set(field, names);
        }
        return summary;
    }
}
