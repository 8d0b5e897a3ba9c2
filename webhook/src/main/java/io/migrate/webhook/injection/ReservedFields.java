package io.migrate.webhook.injection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.pod.DesiredPod;
import io.migrate.webhook.pod.Names;
import io.migrate.webhook.pod.PodView;
import io.migrate.webhook.settings.Fields;
import io.migrate.webhook.settings.Problem;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// The labels and names on a Pod that are reserved for migrate.io.
final class ReservedFields {
    private static final List<String> CONTAINERS = List.of("initContainers", "containers");
    private static final List<String> MOUNTS = List.of("volumeMounts", "volumeDevices");

    private ReservedFields() {}

    static Objections withoutInjection(PodView pod) {
        return new Objections(Reason.RESERVED, labels(pod, Map.of()));
    }

    static Objections objections(PodView pod, DesiredPod desired) {
        var problems = new ArrayList<Problem>(labels(pod, desired.labels()));
        problems.addAll(names(pod, desired));
        problems.addAll(mounts(pod, desired));
        return new Objections(Reason.RESERVED, problems);
    }

    /// Labels with the prefix grant access through NetworkPolicies, so only a policy sets them.
    /// Other labels of a policy do not replace the user's: a ReplicaSet whose selector no longer
    /// matches its Pods would create new ones without end.
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
                                "value \"%s\" can be set only by a policy, and no policy sets it on this Pod"
                                        .formatted(Problem.shown(value))));
            } else if (given.containsKey(key)) {
                problems.add(
                        new Problem(
                                Problem.shown(key),
                                "value \"%s\" differs from the policy's, \"%s\"; the label is not replaced, because selectors may use it"
                                        .formatted(Problem.shown(value), given.get(key))));
            }
        }
        return problems;
    }

    /// Application containers with the name of an injected one; on a Pod that was not injected
    /// before, also init containers and volumes.
    private static List<Problem> names(PodView pod, DesiredPod desired) {
        var problems = new ArrayList<Problem>();
        Predicate<JsonNode> isVolume =
                each -> PodView.indexOf(desired.volumes(), PodView.name(each)) >= 0;
        addTaken("containers", pod, pod::isInjected, problems);
        if (!pod.metadata().path("annotations").has(Names.STATUS)) {
            addTaken("initContainers", pod, pod::isInjected, problems);
            addTaken("volumes", pod, isVolume, problems);
        }
        return problems;
    }

    private static void addTaken(
            String list, PodView pod, Predicate<JsonNode> isReserved, List<Problem> problems) {
        for (JsonNode each : pod.spec().path(list)) {
            if (isReserved.test(each)) {
                problems.add(taken("spec." + list, each));
            }
        }
    }

    /// Mounts of injected volumes in other containers: one that runs before the migrator could
    /// change the migrations between copy and run.
    private static List<Problem> mounts(PodView pod, DesiredPod desired) {
        var problems = new ArrayList<Problem>();
        for (String list : CONTAINERS) {
            for (JsonNode container : pod.spec().path(list)) {
                if (!pod.isInjected(container)) {
                    for (String field : MOUNTS) {
                        for (String name : names(container.path(field), desired.volumes())) {
                            problems.add(mounted(list, container, field, name));
                        }
                    }
                }
            }
        }
        return problems;
    }

    /// The names of those volumes that are mounted.
    private static Set<String> names(JsonNode mounts, List<ObjectNode> volumes) {
        var names = new LinkedHashSet<String>();
        for (JsonNode each : mounts) {
            if (PodView.indexOf(volumes, PodView.name(each)) >= 0) {
                names.add(PodView.name(each));
            }
        }
        return names;
    }

    private static Problem mounted(String list, JsonNode container, String field, String name) {
        return new Problem(
                "spec.%s[%s].%s".formatted(list, PodView.name(container), field),
                "volume \"%s\" is reserved for migrate.io's own containers; remove it from this container"
                        .formatted(name));
    }

    private static Problem taken(String field, JsonNode element) {
        return new Problem(
                field,
                "name \"%s\" is reserved for migrate.io; choose another name"
                        .formatted(PodView.name(element)));
    }
}
