package io.migrate.webhook.workload;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.settings.Fields;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Keys with the prefix `migrate.io/`.
final class PrefixedKeys {
    private PrefixedKeys() {}

    /// Returns the keys with the prefix among annotations or labels.
    static Stream<String> in(JsonNode texts) {
        return texts.propertyStream()
                .map(Map.Entry::getKey)
                .filter(key -> key.startsWith(Fields.PREFIX));
    }

    /// Whether there is such a key that may be intended for the Pods.
    ///
    /// @param subjects all templates of one object
    static boolean areIn(List<PodTemplate> subjects) {
        PodTemplate first = subjects.getFirst();
        JsonNode object = first.object();
        Stream<JsonNode> parts =
                switch (first.kind()) {
                    case CRON_JOB -> Stream.of(object.at("/spec/jobTemplate/metadata"));
                    case OTHER -> TemplateSearch.of(first.object()).marked().values().stream();
                    case POD,
                            REPLICATION_CONTROLLER,
                            DEPLOYMENT,
                            STATEFUL_SET,
                            DAEMON_SET,
                            REPLICA_SET,
                            JOB,
                            ROLLOUT,
                            KNATIVE_SERVICE ->
                            Stream.empty();
                };
        Stream<JsonNode> pods = subjects.stream().map(each -> each.pod().path("metadata"));
        return Stream.of(Stream.of(object.path("metadata")), parts, pods)
                .flatMap(each -> each)
                .flatMap(metadata ->
                        Stream.of(metadata.path("annotations"), metadata.path("labels")))
                .anyMatch(texts -> in(texts).findAny().isPresent());
    }
}
