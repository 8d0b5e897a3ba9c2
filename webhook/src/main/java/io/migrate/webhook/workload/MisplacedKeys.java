package io.migrate.webhook.workload;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.pod.Exclusion;
import io.migrate.webhook.settings.Fields;
import io.migrate.webhook.settings.Problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Keys with the prefix that are set on a workload instead of its Pods, where they have no effect.
/// A key that the Pods have too does not count, because some tools annotate everything.
///
/// @param problems the keys that would change the Pods
/// @param warnings the other keys
record MisplacedKeys(List<Problem> problems, List<String> warnings) {
    private static final Set<String> OPT_IN = Set.of("enabled", "policy");
    private static final String OPT_OUT = "injection";
    private static final String STATUS = "status";
    private static final String METADATA = ".metadata";

    MisplacedKeys {
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }

    static MisplacedKeys on(PodTemplate subject) {
        JsonNode metadata = subject.object().path("metadata");
        return switch (subject.kind()) {
            case POD -> new MisplacedKeys(List.of(), List.of());
            case CRON_JOB -> {
                var search = new Search("has no effect", List.of(subject));
                search.in(metadata, subject.noun());
                search.in(subject.object().at("/spec/jobTemplate/metadata"), "jobTemplate");
                yield search.found();
            }
            case REPLICATION_CONTROLLER,
                    DEPLOYMENT,
                    STATEFUL_SET,
                    DAEMON_SET,
                    REPLICA_SET,
                    JOB,
                    ROLLOUT,
                    KNATIVE_SERVICE -> {
                var search = new Search("has no effect", List.of(subject));
                search.in(metadata, subject.noun());
                yield search.found();
            }
            case OTHER -> onOther(subject);
        };
    }

    /// Warnings only, because a controller may copy the keys to its Pods; once for each object.
    private static MisplacedKeys onOther(PodTemplate subject) {
        if (subject.index() > 0) {
            return new MisplacedKeys(List.of(), List.of());
        }
        var all = TemplateSearch.of(subject.object());
        var search = new Search("may have no effect", all.templates());
        search.in(subject.object().path("metadata"), subject.noun());
        all.marked()
                .forEach((path, marked) -> {
                    if (path.endsWith(METADATA)) {
                        search.in(
                                marked,
                                "object at "
                                        + path.substring(0, path.length() - METADATA.length()));
                    }
                });
        MisplacedKeys found = search.found();
        return new MisplacedKeys(
                List.of(),
                Stream.concat(
                                found.problems.stream().map(Problem::toString),
                                found.warnings.stream())
                        .toList());
    }

    /// Whether annotations on an object, or on a part of it, ask for a migration.
    static boolean ask(JsonNode metadata) {
        JsonNode annotations = metadata.path("annotations");
        return !annotations.path(Fields.PREFIX + "enabled").asText().equals("false")
                && OPT_IN.stream().anyMatch(name -> annotations.has(Fields.PREFIX + name));
    }

    private static final class Search {
        private final List<Problem> problems = new ArrayList<>();
        private final List<String> warnings = new ArrayList<>();
        private final String effect;
        private final List<JsonNode> pods;

        Search(String effect, List<PodTemplate> templates) {
            this.effect = effect;
            pods = templates.stream().map(each -> each.pod().path("metadata")).toList();
        }

        MisplacedKeys found() {
            boolean isOptedOut =
                    pods.stream()
                            .allMatch(each ->
                                    each.path("labels")
                                            .path(Exclusion.LABEL)
                                            .asText()
                                            .equals(Exclusion.VALUE));
            return isOptedOut
                    ? new MisplacedKeys(List.of(), List.of())
                    : new MisplacedKeys(problems, warnings);
        }

        void in(JsonNode metadata, String place) {
            PrefixedKeys.in(metadata.path("annotations")).forEach(key -> annotation(key, place));
            PrefixedKeys.in(metadata.path("labels")).forEach(key -> label(key, place));
        }

        private boolean isOnPods(String key, String field) {
            return pods.stream().anyMatch(each -> each.path(field).has(key));
        }

        private void annotation(String key, String place) {
            String name = name(key);
            if (isOnPods(key, "annotations") || name.equals(STATUS)) {
                return;
            }
            if (isSetting(name)) {
                problems.add(new Problem(key, belongs("", place, "annotations")));
            } else if (name.equals(OPT_OUT)) {
                warnings.add(key + ": " + belongs("", place, "labels"));
            } else {
                warnings.add(
                        "%s: %s on the %s; set annotations of the Pods in metadata.annotations of the template"
                                .formatted(Problem.shown(key), effect, place));
            }
        }

        /// Other labels are allowed on a workload, because they can serve in selectors.
        private void label(String key, String place) {
            String name = name(key);
            if (isOnPods(key, "labels")) {
                return;
            }
            if (isSetting(name) && !isOnPods(key, "annotations")) {
                problems.add(new Problem(key, belongs("as a label ", place, "annotations")));
            } else if (name.equals(OPT_OUT)) {
                warnings.add(key + ": " + belongs("", place, "labels"));
            }
        }

        private String belongs(String how, String place, String field) {
            return "%s %son the %s; set it on the Pods, in metadata.%s of the template"
                    .formatted(effect, how, place, field);
        }
    }

    private static boolean isSetting(String name) {
        return OPT_IN.contains(name) || Fields.byAnnotation(name).isPresent();
    }

    private static String name(String key) {
        return key.substring(Fields.PREFIX.length());
    }
}
