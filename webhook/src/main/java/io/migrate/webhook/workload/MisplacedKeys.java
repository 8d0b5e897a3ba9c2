package io.migrate.webhook.workload;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.pod.Exclusion;
import io.migrate.webhook.settings.Fields;
import io.migrate.webhook.settings.Problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Keys with the prefix that are set on a workload instead of its Pods, where they have no effect.
/// A key that the Pods have too does not count, because some tools annotate everything.
///
/// @param problems the keys that would change the Pods
/// @param warnings the other keys
record MisplacedKeys(List<Problem> problems, List<String> warnings) {
    private static final Set<String> OPT_IN = Set.of("enabled", "policy");
    private static final String OPT_OUT = "injection";
    private static final String STATUS = "status";
    private static final String BELONGS =
            "has no effect %son the %s; set it on the Pods, in metadata.%s of the template";

    MisplacedKeys {
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }

    static MisplacedKeys on(PodTemplate subject) {
        var search = new Search(subject);
        if (search.labels.path(Exclusion.LABEL).asText().equals(Exclusion.VALUE)) {
            return new MisplacedKeys(List.of(), List.of());
        }
        switch (subject.kind()) {
            case POD -> {}
            case CRON_JOB -> {
                search.in(subject.object().path("metadata"), subject.noun());
                search.in(subject.object().at("/spec/jobTemplate/metadata"), "jobTemplate");
            }
            case REPLICATION_CONTROLLER, DEPLOYMENT, STATEFUL_SET, DAEMON_SET, REPLICA_SET, JOB ->
                    search.in(subject.object().path("metadata"), subject.noun());
        }
        return new MisplacedKeys(search.problems, search.warnings);
    }

    private static final class Search {
        private final List<Problem> problems = new ArrayList<>();
        private final List<String> warnings = new ArrayList<>();
        private final JsonNode annotations;
        private final JsonNode labels;

        Search(PodTemplate subject) {
            JsonNode metadata = subject.pod().path("metadata");
            annotations = metadata.path("annotations");
            labels = metadata.path("labels");
        }

        void in(JsonNode metadata, String place) {
            PrefixedKeys.in(metadata.path("annotations")).forEach(key -> annotation(key, place));
            PrefixedKeys.in(metadata.path("labels")).forEach(key -> label(key, place));
        }

        private void annotation(String key, String place) {
            String name = name(key);
            if (annotations.has(key) || name.equals(STATUS)) {
                return;
            }
            if (isSetting(name)) {
                problems.add(new Problem(key, BELONGS.formatted("", place, "annotations")));
            } else if (name.equals(OPT_OUT)) {
                warnings.add(key + ": " + BELONGS.formatted("", place, "labels"));
            } else {
                warnings.add(
                        "%s: has no effect on the %s; set annotations of the Pods in metadata.annotations of the template"
                                .formatted(Problem.shown(key), place));
            }
        }

        /// Other labels are allowed on a workload, because they can serve in selectors.
        private void label(String key, String place) {
            String name = name(key);
            if (labels.has(key)) {
                return;
            }
            if (isSetting(name) && !annotations.has(key)) {
                problems.add(
                        new Problem(key, BELONGS.formatted("as a label ", place, "annotations")));
            } else if (name.equals(OPT_OUT)) {
                warnings.add(key + ": " + BELONGS.formatted("", place, "labels"));
            }
        }
    }

    private static boolean isSetting(String name) {
        return OPT_IN.contains(name) || Fields.byAnnotation(name).isPresent();
    }

    private static String name(String key) {
        return key.substring(Fields.PREFIX.length());
    }
}
