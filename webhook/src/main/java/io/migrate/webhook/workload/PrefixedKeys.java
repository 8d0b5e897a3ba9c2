package io.migrate.webhook.workload;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.settings.Fields;

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
    static boolean areIn(PodTemplate subject) {
        JsonNode object = subject.object();
        Stream<JsonNode> parts =
                switch (subject.kind()) {
                    case CRON_JOB -> Stream.of(object.at("/spec/jobTemplate/metadata"));
                    case OTHER -> TemplateSearch.of(subject.object()).marked().values().stream();
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
        return Stream.concat(
                        Stream.of(object.path("metadata"), subject.pod().path("metadata")), parts)
                .flatMap(metadata ->
                        Stream.of(metadata.path("annotations"), metadata.path("labels")))
                .anyMatch(texts -> in(texts).findAny().isPresent());
    }
}
