package io.migrate.webhook.record;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.pod.PodPaths;
import io.migrate.webhook.pod.PodView;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What an injection added to a Pod, and what it replaced: everything that is needed to undo it.
/// The status annotation holds it, and anyone may have changed that since.
///
/// @param initContainers the names of those that were added
/// @param volumes the names of those that were added
/// @param pullSecrets the names of those that were added
/// @param labels that were added or replaced, with their new values
/// @param environment that was added: by container and variable, the Secret as `NAME/KEY`
/// @param before the user's values that were replaced, by JSON pointer
/// @param parents the objects and lists that were created, by JSON pointer, with what they were
///   before: `absent` or `null`; the pointer names a container instead of its index, because other
///   injectors insert containers too
record InjectionRecord(
        Set<String> initContainers,
        Set<String> volumes,
        Set<String> pullSecrets,
        SortedMap<String, String> labels,
        SortedMap<String, SortedMap<String, String>> environment,
        SortedMap<String, JsonNode> before,
        SortedMap<String, String> parents) {
    static final String ABSENT = "absent";
    static final String NULL = "null";

    /// An empty record.
    InjectionRecord() {
        this(
                new LinkedHashSet<>(),
                new LinkedHashSet<>(),
                new LinkedHashSet<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>());
    }

    /// Reads what `writeTo` wrote and ignores everything else.
    static InjectionRecord read(JsonNode status) {
        var record = new InjectionRecord();
        texts(status.path("initContainers")).forEach(record.initContainers::add);
        texts(status.path("volumes")).forEach(record.volumes::add);
        texts(status.path("imagePullSecrets")).forEach(record.pullSecrets::add);
        textMembers(status.path("labels"), record.labels);
        for (var each : status.path("env").properties()) {
            record.environment.put(each.getKey(), textMembers(each.getValue(), new TreeMap<>()));
        }
        status.path("before")
                .properties()
                .forEach(e -> record.before.put(e.getKey(), e.getValue()));
        textMembers(status.path("parents"), record.parents);
        return record;
    }

    /// The JSON pointer to a label or an annotation, as text.
    static String pointer(JsonPointer object, String key) {
        return object.appendProperty(key).toString();
    }

    /// The pointer to a container's variables that `parents` uses.
    static JsonPointer env(String container) {
        return PodPaths.CONTAINERS.appendProperty(container).appendProperty("env");
    }

    void writeTo(ObjectNode status) {
        writeNames(status.putArray("initContainers"), initContainers);
        writeNames(status.putArray("volumes"), volumes);
        if (!pullSecrets.isEmpty()) {
            writeNames(status.putArray("imagePullSecrets"), pullSecrets);
        }
        writeTexts(status.putObject("labels"), labels);
        if (!environment.isEmpty()) {
            var env = status.putObject("env");
            environment.forEach((name, variables) -> writeTexts(env.putObject(name), variables));
        }
        if (!before.isEmpty()) {
            status.putObject("before").setAll(before);
        }
        if (!parents.isEmpty()) {
            writeTexts(status.putObject("parents"), parents);
        }
    }

    private static void writeNames(ArrayNode array, Set<String> names) {
        names.forEach(array::add);
    }

    private static void writeTexts(ObjectNode object, Map<String, String> texts) {
        texts.forEach(object::put);
    }

    private static List<String> texts(JsonNode array) {
        return PodView.elements(array).stream().map(JsonNode::asText).toList();
    }

    private static SortedMap<String, String> textMembers(
            JsonNode object, SortedMap<String, String> into) {
        object.properties().forEach(each -> into.put(each.getKey(), each.getValue().asText()));
        return into;
    }
}
