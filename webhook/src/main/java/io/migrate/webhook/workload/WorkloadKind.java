package io.migrate.webhook.workload;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.Arrays;
import java.util.Optional;

/// The kinds of objects that are a Pod or have a Pod template, among those of Kubernetes itself.
public enum WorkloadKind {
    POD("Pod", ""),
    REPLICATION_CONTROLLER("ReplicationController", "/spec/template"),
    DEPLOYMENT("apps/Deployment", "/spec/template"),
    STATEFUL_SET("apps/StatefulSet", "/spec/template"),
    DAEMON_SET("apps/DaemonSet", "/spec/template"),
    REPLICA_SET("apps/ReplicaSet", "/spec/template"),
    JOB("batch/Job", "/spec/template"),
    CRON_JOB("batch/CronJob", "/spec/jobTemplate/spec/template");

    /// Includes the API group, because others have a `Job` too.
    private final String type;

    /// A JSON pointer.
    private final String pod;

    WorkloadKind(String type, String pod) {
        this.type = type;
        this.pod = pod;
    }

    static Optional<WorkloadKind> of(JsonNode object) {
        String type = type(object);
        return Arrays.stream(values()).filter(each -> each.type.equals(type)).findFirst();
    }

    /// Returns `GROUP/KIND`, or only the kind in the core group.
    public static String type(JsonNode object) {
        String apiVersion = object.path("apiVersion").asText();
        int slash = apiVersion.indexOf('/');
        return apiVersion.substring(0, slash + 1) + object.path("kind").asText();
    }

    /// Returns the Pod or the Pod template in the object.
    JsonNode pod(JsonNode object) {
        return object.at(pod);
    }
}
