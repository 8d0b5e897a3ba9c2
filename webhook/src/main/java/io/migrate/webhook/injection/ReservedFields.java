package io.migrate.webhook.injection;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.pod.DesiredPod;
import io.migrate.webhook.pod.Names;
import io.migrate.webhook.pod.PodView;
import io.migrate.webhook.settings.Fields;
import io.migrate.webhook.settings.Problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What a user may not write on a Pod, because it is own.
final class ReservedFields {
    private ReservedFields() {}

    static Objections withoutInjection(PodView pod) {
        return new Objections(Reason.RESERVED, labels(pod, Map.of()));
    }

    static Objections objections(PodView pod, DesiredPod desired) {
        var problems = new ArrayList<Problem>(labels(pod, desired.labels()));
        problems.addAll(names(pod, desired));
        return new Objections(Reason.RESERVED, problems);
    }

    /// Labels of own open NetworkPolicies: they are given by policy or not at all. Others that a
    /// policy gives are not replaced where they stand: a ReplicaSet whose selector no longer knows
    /// its Pods creates new ones without end.
    private static List<Problem> labels(PodView pod, Map<String, String> given) {
        var problems = new ArrayList<Problem>();
        for (var label : pod.metadata().path("labels").properties()) {
            String key = label.getKey();
            String value = label.getValue().asText();
            boolean own = key.startsWith(Fields.PREFIX) && !key.equals(Names.OPT_OUT);
            if (value.equals(given.get(key))) {
                continue;
            }
            if (own && !key.equals(Names.ENABLED)) {
                problems.add(
                        new Problem(
                                Problem.shown(key),
                                "is a label that only a policy gives, and none gives this Pod \"%s\""
                                        .formatted(Problem.shown(value))));
            } else if (given.containsKey(key)) {
                problems.add(
                        new Problem(
                                Problem.shown(key),
                                "is a label with the value \"%s\", and the policy gives it \"%s\"; it is not replaced, because selectors may know it"
                                        .formatted(Problem.shown(value), given.get(key))));
            }
        }
        return problems;
    }

    /// Containers and volumes with the names that own are to have, on a Pod that we have not seen
    /// before; and application containers with them in any case.
    private static List<Problem> names(PodView pod, DesiredPod desired) {
        var problems = new ArrayList<Problem>();
        pod.containers().stream()
                .filter(pod::isInjected)
                .forEach(each -> problems.add(taken("spec.containers", each)));
        if (!pod.metadata().path("annotations").has(Names.STATUS)) {
            PodView.elements(pod.spec().path("initContainers")).stream()
                    .filter(pod::isInjected)
                    .forEach(each -> problems.add(taken("spec.initContainers", each)));
            PodView.elements(pod.spec().path("volumes")).stream()
                    .filter(each -> PodView.indexOf(desired.volumes(), PodView.name(each)) >= 0)
                    .forEach(each -> problems.add(taken("spec.volumes", each)));
        }
        return problems;
    }

    private static Problem taken(String field, JsonNode element) {
        return new Problem(
                field,
                "name \"%s\" is taken: it is what we inject; choose another"
                        .formatted(PodView.name(element)));
    }
}
