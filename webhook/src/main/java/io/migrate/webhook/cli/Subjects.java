package io.migrate.webhook.cli;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Finds the Pods in documents, in those that workloads make theirs from too.
final class Subjects {
    private static final JsonPointer ITSELF = JsonPointer.empty();
    private static final JsonPointer TEMPLATE = JsonPointer.compile("/spec/template");
    private static final JsonPointer JOB_TEMPLATE =
            JsonPointer.compile("/spec/jobTemplate/spec/template");

    /// By API group and kind, since others have a `Job` too.
    private static final Map<String, JsonPointer> PODS =
            Map.of(
                    "Pod", ITSELF,
                    "ReplicationController", TEMPLATE,
                    "apps/Deployment", TEMPLATE,
                    "apps/StatefulSet", TEMPLATE,
                    "apps/DaemonSet", TEMPLATE,
                    "apps/ReplicaSet", TEMPLATE,
                    "batch/Job", TEMPLATE,
                    "batch/CronJob", JOB_TEMPLATE);

    private Subjects() {}

    /// The Pods of a document, in order; none if it is of another kind.
    static Stream<Subject> in(Document document) {
        return in(document.where(), document.tree());
    }

    private static Stream<Subject> in(String where, JsonNode tree) {
        if (!(tree instanceof ObjectNode object)) {
            return Stream.empty();
        }
        JsonNode items = object.path("items");
        return type(object).equals("List")
                ? IntStream.range(0, items.size())
                        .boxed()
                        .flatMap(i -> in("%s: item %d".formatted(where, i + 1), items.get(i)))
                : pod(object).map(pod -> new Subject(where, object, pod)).stream();
    }

    private static Optional<ObjectNode> pod(ObjectNode object) {
        JsonPointer place = PODS.get(type(object));
        return place != null && object.at(place) instanceof ObjectNode pod
                ? Optional.of(pod)
                : Optional.empty();
    }

    /// `GROUP/KIND`, or the kind alone in the core group.
    private static String type(ObjectNode object) {
        String apiVersion = object.path("apiVersion").asText();
        int slash = apiVersion.indexOf('/');
        return apiVersion.substring(0, slash + 1) + object.path("kind").asText();
    }
}
