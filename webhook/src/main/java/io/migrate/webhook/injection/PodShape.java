package io.migrate.webhook.injection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.settings.Problem;

import java.util.ArrayList;
import java.util.List;

/// Checks that the parts of a Pod that injection edits have the types that Kubernetes defines.
/// Every request of an API server complies, but not every file. Also limits the length of lists
/// that are compared with each other; no kubelet runs a Pod that exceeds it.
final class PodShape {
    private static final int MOST = 1000;

    private final List<Problem> problems = new ArrayList<>();

    private PodShape() {}

    /// Objects to each part that is present, not null, and of the wrong type.
    static Objections objections(ObjectNode pod) {
        var shape = new PodShape();
        JsonNode metadata = pod.path("metadata");
        shape.object("metadata", metadata);
        shape.object("metadata.annotations", metadata.path("annotations"));
        shape.object("metadata.labels", metadata.path("labels"));
        JsonNode spec = pod.path("spec");
        shape.object("spec", spec);
        shape.list("spec.initContainers", spec.path("initContainers"));
        shape.list("spec.containers", spec.path("containers"));
        shape.list("spec.volumes", spec.path("volumes"));
        shape.list("spec.imagePullSecrets", spec.path("imagePullSecrets"));
        for (JsonNode container : spec.path("containers")) {
            shape.objects("spec.containers.env", container.path("env"));
        }
        return new Objections(Reason.INVALID_POD, shape.problems);
    }

    private void object(String field, JsonNode node) {
        if (!isNothing(node) && !node.isObject()) {
            problems.add(new Problem(field, "is not an object"));
        }
    }

    private void objects(String field, JsonNode node) {
        if (!isNothing(node) && !(node.isArray() && holdsObjects(node))) {
            problems.add(new Problem(field, "is not a list of objects"));
        }
    }

    private static boolean holdsObjects(JsonNode array) {
        for (JsonNode each : array) {
            if (!each.isObject()) {
                return false;
            }
        }
        return true;
    }

    /// A list that is compared with others.
    private void list(String field, JsonNode node) {
        objects(field, node);
        if (node.size() > MOST) {
            problems.add(
                    new Problem(
                            field,
                            "has %d elements; at most %d are possible with a migration"
                                    .formatted(node.size(), MOST)));
        }
    }

    private static boolean isNothing(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }
}
