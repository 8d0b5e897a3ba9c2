package io.migrate.webhook.workload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.container.Namespace;
import io.migrate.webhook.injection.Case;
import io.migrate.webhook.policy.Layer;
import io.migrate.webhook.policy.MigrationPolicy;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.policy.PolicyReader;

import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

/// Workloads and policies, written in YAML.
final class Fixtures {
    static final Policies NO_POLICY = policies();
    static final Namespace SHOP = Namespace.named(Case.NAMESPACE);

    private static final String TEMPLATE =
            """
            {metadata: {annotations: {migrate.io/enabled: "true", migrate.io/source: "container/api:/sql"}},
             spec: {containers: [{name: api, image: "registry.example.com/shop/api:1.4.0"}]}}
            """;

    private Fixtures() {}

    /// One whose Pods ask for a migration.
    ///
    /// @param spec goes before what is there already
    static ObjectNode workload(String kind, String spec) {
        WorkloadKind known = WorkloadKind.valueOf(kind);
        ObjectNode object =
                tree(
                        "{apiVersion: %s, kind: %s, metadata: {name: api, namespace: shop}}"
                                .formatted(apiVersion(known), noun(known)));
        ObjectNode own = object.putObject("spec");
        if (known == WorkloadKind.CRON_JOB) {
            own = own.putObject("jobTemplate").putObject("spec");
        }
        own.set("template", tree(TEMPLATE));
        own.setAll(tree(spec));
        return object;
    }

    private static String apiVersion(WorkloadKind kind) {
        return switch (kind) {
            case POD, REPLICATION_CONTROLLER -> "v1";
            case DEPLOYMENT, STATEFUL_SET, DAEMON_SET, REPLICA_SET -> "apps/v1";
            case JOB, CRON_JOB -> "batch/v1";
            case ROLLOUT -> "argoproj.io/v1alpha1";
            case KNATIVE_SERVICE -> "serving.knative.dev/v1";
            case OTHER -> "example.com/v1";
        };
    }

    private static String noun(WorkloadKind kind) {
        return switch (kind) {
            case POD -> "Pod";
            case REPLICATION_CONTROLLER -> "ReplicationController";
            case DEPLOYMENT -> "Deployment";
            case STATEFUL_SET -> "StatefulSet";
            case DAEMON_SET -> "DaemonSet";
            case REPLICA_SET -> "ReplicaSet";
            case JOB -> "Job";
            case CRON_JOB -> "CronJob";
            case ROLLOUT -> "Rollout";
            case KNATIVE_SERVICE -> "Service";
            case OTHER -> "Thing";
        };
    }

    static ObjectNode deployment() {
        return workload("DEPLOYMENT", "{replicas: 3}");
    }

    /// Sets members of the template's annotations.
    static ObjectNode annotate(ObjectNode object, String annotations) {
        PodTemplate.in(object)
                .getFirst()
                .pod()
                .withObject("/metadata/annotations")
                .setAll(tree("{" + annotations + "}"));
        return object;
    }

    /// Sets members of the object's own metadata.
    static ObjectNode mark(ObjectNode object, String metadata) {
        object.withObject("/metadata").setAll(tree("{" + metadata + "}"));
        return object;
    }

    static ObjectNode image(ObjectNode object, String image) {
        JsonNode container = PodTemplate.in(object).getFirst().pod().at("/spec/containers/0");
        ((ObjectNode) container).put("image", image);
        return object;
    }

    /// Policies of the namespace, each `NAME: spec`.
    static Policies policies(String... policies) {
        return Policies.of(
                Layer.builtIn(Case.IMAGE), Arrays.stream(policies).map(Fixtures::policy).toList());
    }

    private static MigrationPolicy policy(String text) {
        var named = tree(text).properties().iterator().next();
        ObjectNode object = tree("{apiVersion: migrate.io/v1alpha1, kind: MigrationPolicy}");
        object.putObject("metadata").put("name", named.getKey()).put("namespace", Case.NAMESPACE);
        object.set("spec", named.getValue());
        return switch (PolicyReader.read(object, Case.NAMESPACE)) {
            case PolicyReader.Result.Read(var policy) -> policy;
            case PolicyReader.Result.ReadCluster(var cluster) ->
                    throw new IllegalArgumentException(cluster.toString());
            case PolicyReader.Result.Broken(var problems) ->
                    throw new IllegalArgumentException(problems.toString());
        };
    }

    static WorkloadReport report(ObjectNode object, Policies policies) {
        return WorkloadChecker.check(PodTemplate.in(object).getFirst(), SHOP, policies);
    }

    static List<String> warnings(ObjectNode object) {
        return report(object, NO_POLICY).warnings();
    }

    static ObjectNode tree(String yaml) {
        try {
            return (ObjectNode) Case.YAML.readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
