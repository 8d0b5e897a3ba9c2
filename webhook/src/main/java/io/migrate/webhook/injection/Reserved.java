package io.migrate.webhook.injection;

import io.migrate.webhook.policy.Fields;
import io.migrate.webhook.policy.Problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What a user may not write on a Pod, because it is ours.
final class Reserved {
    private Reserved() {}

    /// Labels of ours open NetworkPolicies: they are given by policy or not at all.
    static List<Problem> labels(PodView pod, Map<String, String> given) {
        var problems = new ArrayList<Problem>();
        for (var label : pod.metadata().path("labels").properties()) {
            String key = label.getKey();
            boolean ours = key.startsWith(Fields.PREFIX) && !key.equals(Names.OPT_OUT);
            if (ours
                    && !label.getValue().asText().equals(given.get(key))
                    && !key.equals(Fields.PREFIX + Annotations.ENABLED)) {
                problems.add(
                        new Problem(
                                Problem.shown(key),
                                "is a label that only a policy gives, and none gives this Pod \"%s\""
                                        .formatted(Problem.shown(label.getValue().asText()))));
            }
        }
        return problems;
    }

    /// Containers and volumes with our names, on a Pod that we have not seen before.
    static List<Problem> names(PodView pod) {
        if (pod.metadata().path("annotations").has(Names.STATUS)) {
            return List.of();
        }
        var problems = new ArrayList<Problem>();
        pod.initContainers()
                .forEach(each -> name("spec.initContainers", PodView.name(each), problems));
        PodView.elements(pod.spec().path("volumes"))
                .forEach(each -> name("spec.volumes", PodView.name(each), problems));
        return problems;
    }

    private static void name(String field, String name, List<Problem> problems) {
        if (Names.isOurs(name)) {
            problems.add(
                    new Problem(
                            field,
                            "name \"%s\" is taken: names that begin with migrate- are ours; choose another"
                                    .formatted(name)));
        }
    }
}
