package io.migrate.webhook.workload;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The kinds of objects that are a Pod or have a Pod template: those of Kubernetes itself, those of
/// others about which more is known, and all others.
public enum WorkloadKind {
    POD("Pod", ""),
    REPLICATION_CONTROLLER("ReplicationController", "spec.template"),
    DEPLOYMENT("apps/Deployment", "spec.template"),
    STATEFUL_SET("apps/StatefulSet", "spec.template"),
    DAEMON_SET("apps/DaemonSet", "spec.template"),
    REPLICA_SET("apps/ReplicaSet", "spec.template"),
    JOB("batch/Job", "spec.template"),
    CRON_JOB("batch/CronJob", "spec.jobTemplate.spec.template"),
    /// Of Argo Rollouts: a Deployment with other strategies.
    ROLLOUT("argoproj.io/Rollout", "spec.template"),
    KNATIVE_SERVICE("serving.knative.dev/Service", "spec.template"),
    /// A kind of an API group that is not Kubernetes' own. The templates are found by their shape.
    OTHER("", "");

    /// Those with a dot: https://kubernetes.io/docs/reference/kubernetes-api/.
    private static final Set<String> OWN_GROUPS =
            Stream.of(
                            "admissionregistration",
                            "apiextensions",
                            "apiregistration",
                            "authentication",
                            "authorization",
                            "certificates",
                            "coordination",
                            "discovery",
                            "events",
                            "flowcontrol.apiserver",
                            "internal.apiserver",
                            "networking",
                            "node",
                            "rbac.authorization",
                            "resource",
                            "scheduling",
                            "storage",
                            "storagemigration")
                    .map(each -> each + ".k8s.io")
                    .collect(Collectors.toUnmodifiableSet());

    /// Includes the API group, because others have a `Job` too.
    private final String type;

    /// The path of the Pod template, as people write it.
    private final String path;

    WorkloadKind(String type, String path) {
        this.type = type;
        this.path = path;
    }

    static Optional<WorkloadKind> of(JsonNode object) {
        String type = type(object);
        return Arrays.stream(values())
                .filter(each -> each != OTHER && each.type.equals(type))
                .findFirst()
                .or(() -> Optional.of(OTHER).filter(_ -> isOfOthers(object)));
    }

    /// Returns `GROUP/KIND`, or only the kind in the core group.
    public static String type(JsonNode object) {
        String apiVersion = object.path("apiVersion").asText();
        int slash = apiVersion.indexOf('/');
        return apiVersion.substring(0, slash + 1) + object.path("kind").asText();
    }

    /// Kubernetes' own API groups have no dot, or are listed. Groups of custom resources may end in
    /// `.k8s.io` too, such as `sparkoperator.k8s.io`.
    private static boolean isOfOthers(JsonNode object) {
        String apiVersion = object.path("apiVersion").asText();
        String group = apiVersion.substring(0, Math.max(0, apiVersion.indexOf('/')));
        return object.path("kind").isTextual()
                && group.contains(".")
                && !OWN_GROUPS.contains(group);
    }

    String path() {
        return path;
    }

    /// Returns the Pod or the Pod template in the object.
    JsonNode pod(JsonNode object) {
        return path.isEmpty() ? object : object.at("/" + path.replace('.', '/'));
    }
}
