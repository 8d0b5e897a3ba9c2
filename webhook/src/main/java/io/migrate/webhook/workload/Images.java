package io.migrate.webhook.workload;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.settings.Fields;
import io.migrate.webhook.settings.Problem;
import io.migrate.webhook.settings.Source;

import java.util.List;
import java.util.stream.Stream;

/// Warnings about images with migrations that have no fixed version.
final class Images {
    private Images() {}

    static Stream<String> warnings(JsonNode pod, List<EffectivePolicy> policies) {
        return policies.stream()
                .flatMap(each -> each.find(Fields.SOURCE).stream())
                .flatMap(source ->
                        switch (source) {
                            case Source.Container(var name, _) -> container(pod, name);
                            case Source.Image(var reference, _) -> warning("source", reference);
                            case Source.ConfigMap _,
                                    Source.PersistentVolumeClaim _,
                                    Source.Migrator _ ->
                                    Stream.empty();
                        });
    }

    private static Stream<String> container(JsonNode pod, String name) {
        return Stream.of("containers", "initContainers")
                .flatMap(list -> pod.path("spec").path(list).valueStream())
                .filter(each -> each.path("name").asText().equals(name))
                .limit(1)
                .flatMap(each -> warning("container " + name, each.path("image").asText()));
    }

    private static Stream<String> warning(String whose, String reference) {
        return isLatest(reference)
                ? Stream.of(
                        "%s: image \"%s\" has no fixed version, so two Pods may contain different migrations; use a version tag or a digest"
                                .formatted(whose, Problem.shown(reference)))
                : Stream.empty();
    }

    /// An image without a tag is the one tagged `latest`. A colon before a slash belongs to a port;
    /// a digest contains one too.
    private static boolean isLatest(String reference) {
        String name = reference.substring(reference.lastIndexOf('/') + 1);
        return !name.isEmpty() && (!name.contains(":") || name.endsWith(":latest"));
    }
}
