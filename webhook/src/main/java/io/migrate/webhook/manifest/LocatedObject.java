package io.migrate.webhook.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.settings.Problem;
import io.migrate.webhook.workload.PassedBy;
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
        return objects(where, tree)
                .flatMap(each ->
                        PodTemplate.in(each.tree).stream()
                                .map(subject -> new LocatedObject(each.where, subject)));
    }

    /// One line for each object of a document that asks for a migration and is not injected, with
    /// the reason and what happens in the cluster.
    public static Stream<String> passedBy(Document document) {
        return objects(document.where(), document.tree())
                .flatMap(each ->
                        PassedBy.reason(each.tree)
                                .map(reason -> title(each.where, each.tree) + ": " + reason)
                                .stream());
    }

    private record Found(String where, ObjectNode tree) {}

    private static Stream<Found> objects(String where, JsonNode tree) {
        if (!(tree instanceof ObjectNode object)) {
            return Stream.empty();
        }
        JsonNode items = object.path("items");
        return WorkloadKind.type(object).equals("List")
                ? IntStream.range(0, items.size())
                        .boxed()
                        .flatMap(i -> objects("%s: item %d".formatted(where, i + 1), items.get(i)))
                : Stream.of(new Found(where, object));
    }

    /// The namespace of the object.
    ///
    /// @param otherwise the namespace if the object specifies none
    public String namespace(String otherwise) {
        String namespace = subject.object().path("metadata").path("namespace").asText("");
        return namespace.isEmpty() ? otherwise : namespace;
    }

    /// The object for messages, such as `pod.yaml: document 1: Deployment api`, and where the
    /// template is in it, if its kind does not say that.
    public String title() {
        String path = subject.shownPath();
        return title(where, subject.object()) + (path.isEmpty() ? "" : ": " + Problem.shown(path));
    }

    private static String title(String where, ObjectNode object) {
        return "%s: %s %s"
                .formatted(
                        where,
                        Problem.shown(object.path("kind").asText()),
                        Problem.shown(PodTemplate.name(object)));
    }

    /// Whether an object of this kind may contain what is injected.
    public boolean isInjectable() {
        return subject.kind() != WorkloadKind.KNATIVE_SERVICE;
    }

    /// Replaces the Pod in place.
    public void replacePod(ObjectNode pod) {
        subject.pod().removeAll();
        subject.pod().setAll(pod);
    }
}
