package io.migrate.benchmarks.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.fabric8.zjsonpatch.JsonPatch;

import java.io.IOException;
import java.util.List;

/// What servers answer, and whether it is what they are measured for.
final class Answers {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Answers() {}

    /// The Pod with the patch of an answer.
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

    /// What another webhook has to add to do the same as ours, for `benchmarks/go/injection`.
    ///
    /// @param before the Pod
    /// @param after the same with our patch
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

    /// What tells whether two webhooks did the same: names of what they added, and marks.
    static ObjectNode gist(ObjectNode added) {
        ObjectNode gist = added.deepCopy();
        for (String field : List.of("initContainers", "volumes")) {
            ArrayNode names = JSON.createArrayNode();
            added.path(field).forEach(each -> names.add(each.path("name")));
            gist.set(field, names);
        }
        return gist;
    }
}
