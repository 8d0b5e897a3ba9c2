package io.migrate.webhook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.policy.Problem;
import io.migrate.webhook.workload.Kind;
import io.migrate.webhook.workload.Subject;

import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A Pod or a workload, and where it was read.
///
/// @param where file, document and, in a `List`, item
record Found(String where, Subject subject) {
    /// Those of a document, in order; none if it is of another kind.
    static Stream<Found> in(Document document) {
        return in(document.where(), document.tree());
    }

    private static Stream<Found> in(String where, JsonNode tree) {
        if (!(tree instanceof ObjectNode object)) {
            return Stream.empty();
        }
        JsonNode items = object.path("items");
        return Kind.type(object).equals("List")
                ? IntStream.range(0, items.size())
                        .boxed()
                        .flatMap(i -> in("%s: item %d".formatted(where, i + 1), items.get(i)))
                : Subject.of(object).map(subject -> new Found(where, subject)).stream();
    }

    String namespace(String otherwise) {
        String namespace = subject.object().path("metadata").path("namespace").asText("");
        return namespace.isEmpty() ? otherwise : namespace;
    }

    /// For people, e.g. `pod.yaml: document 1: Deployment api`.
    String title() {
        return "%s: %s %s".formatted(where, subject.noun(), Problem.shown(subject.name()));
    }

    /// Replaces the Pod by another, where it stands.
    void become(ObjectNode other) {
        subject.pod().removeAll();
        subject.pod().setAll(other);
    }
}
