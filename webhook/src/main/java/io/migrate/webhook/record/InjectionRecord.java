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

/// What we wrote on a Pod, and what stood there before: all that it takes to restorer it. Kept in
/// the status, which anybody may have changed since.
///
/// @param initContainers by name
/// @param volumes by name
/// @param pullSecrets that the Pod did not name before
/// @param labels that the Pod did not have before
/// @param environment by container and variable, the Secret's name and key as `NAME/KEY`
/// @param before what the user had where we changed it, by pointer
/// @param parents the objects and lists that we made, by pointer: `absent` or `null`, as it was; a
///   container is pointed to by its name, because others insert containers too
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

    /// None yet.
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

    /// Reads what `writeTo` wrote; whatever else stands there is passed over.
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

    /// Where a member of the Pod's labels or annotations stands.
    static String pointer(JsonPointer object, String key) {
        return object.appendProperty(key).toString();
    }

    /// Where a container's variables stand, in `parents`.
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
