package io.migrate.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.fabric8.zjsonpatch.JsonPatch;

import java.io.IOException;
import java.util.UUID;

/// The API server's side of an admission: writes reviews and applies patches.
final class AdmissionReviews {
    private static final ObjectMapper JSON = new ObjectMapper();

    private AdmissionReviews() {}

    /// Wraps a new Pod in an `AdmissionReview`.
    static String of(ObjectNode pod, String namespace) {
        ObjectNode review = JSON.createObjectNode();
        review.put("apiVersion", "admission.k8s.io/v1").put("kind", "AdmissionReview");
        ObjectNode request = review.putObject("request").put("uid", UUID.randomUUID().toString());
        request.putObject("kind").put("group", "").put("version", "v1").put("kind", "Pod");
        request.put("namespace", namespace).put("operation", "CREATE").set("object", pod);
        return review.toString();
    }

    /// Returns the Pod as the API server would store it.
    static ObjectNode patched(ObjectNode pod, JsonNode response) throws IOException {
        JsonNode patch = JSON.readTree(response.path("patch").binaryValue());
        return (ObjectNode) JsonPatch.apply(patch, pod);
    }
}
