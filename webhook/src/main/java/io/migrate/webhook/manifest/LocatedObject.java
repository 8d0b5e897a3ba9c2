package io.migrate.webhook.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.settings.Problem;
import io.migrate.webhook.workload.PodTemplate;
import io.migrate.webhook.workload.WorkloadKind;

import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A Pod or a workload in a manifest file.
///
/// @param where its file, document and, in a `List`, item
public record LocatedObject(String where, PodTemplate subject) {
    /// The Pods and workloads of a document, in order; none if the document is of another kind.
    public static Stream<LocatedObject> in(Document document) {
        return in(document.where(), document.tree());
    }

    private static Stream<LocatedObject> in(String where, JsonNode tree) {
        if (!(tree instanceof ObjectNode object)) {
            return Stream.empty();
        }
        JsonNode items = object.path("items");
        return WorkloadKind.type(object).equals("List")
                ? IntStream.range(0, items.size())
                        .boxed()
                        .flatMap(i -> in("%s: item %d".formatted(where, i + 1), items.get(i)))
                : PodTemplate.of(object).map(subject -> new LocatedObject(where, subject)).stream();
    }

    /// The namespace of the object.
    ///
    /// @param otherwise the namespace if the object specifies none
    public String namespace(String otherwise) {
        String namespace = subject.object().path("metadata").path("namespace").asText("");
        return namespace.isEmpty() ? otherwise : namespace;
    }

    /// The object for messages, such as `pod.yaml: document 1: Deployment api`.
    public String title() {
        return "%s: %s %s".formatted(where, subject.noun(), Problem.shown(subject.name()));
    }

    /// Replaces the Pod in place.
    public void replacePod(ObjectNode pod) {
        subject.pod().removeAll();
        subject.pod().setAll(pod);
    }
}
