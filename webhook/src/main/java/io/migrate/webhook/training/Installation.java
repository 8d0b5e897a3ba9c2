package io.migrate.webhook.training;

import io.migrate.webhook.crd.Definition;

/// What a replica finds in a cluster: the objects that the manifests create, and of everything that
/// it keeps in memory one.
final class Installation {
    private static final String CONFIGURATIONS = "/apis/admissionregistration.k8s.io/v1/";

    private Installation() {}

    static void create(Objects objects) {
        objects.put(
                "/api/v1/namespaces/migrate-io-system/secrets",
                """
                {"kind": "Secret", "apiVersion": "v1", "type": "Opaque",
                 "metadata": {"name": "migrate-io-webhook-ca", "namespace": "migrate-io-system", "uid": "1"}}
                """);
        objects.put(
                CONFIGURATIONS + "mutatingwebhookconfigurations",
                configuration("MutatingWebhookConfiguration", "migrate-io-injector"));
        objects.put(
                CONFIGURATIONS + "validatingwebhookconfigurations",
                configuration("ValidatingWebhookConfiguration", "migrate-io-workloads"));
        objects.put(
                "/api/v1/namespaces",
                """
                {"kind": "Namespace", "apiVersion": "v1", "spec": {"finalizers": ["kubernetes"]},
                 "metadata": {"name": "shop", "uid": "4", "labels": {"kubernetes.io/metadata.name": "shop"},
                  "annotations": {"example.com/team": "shop"}}}
                """);
        objects.put(
                "/api/v1/limitranges",
                """
                {"kind": "LimitRange", "apiVersion": "v1", "metadata": {"name": "limits", "namespace": "shop", "uid": "5"},
                 "spec": {"limits": [{"type": "Container", "max": {"memory": "4Gi"}, "default": {"memory": "1Gi"}}]}}
                """);
        objects.put(
                policies(Definition.MIGRATION_POLICY),
                """
                {"kind": "MigrationPolicy", "apiVersion": "%s/%s", "spec": %s,
                 "metadata": {"name": "default", "namespace": "shop", "uid": "6", "generation": 1}}
                """
                        .formatted(
                                Definition.MIGRATION_POLICY.group(),
                                Definition.MIGRATION_POLICY.version(),
                                """
                                {"database": {"urlSecretKeyRef": {"name": "shop", "key": "url"}},
                                 "source": {"type": "Container", "container": {"name": "api", "path": "/sql"}},
                                 "run": {"timeout": "10m"}}
                                """));
        objects.put(
                policies(Definition.CLUSTER_MIGRATION_POLICY),
                """
                {"kind": "ClusterMigrationPolicy", "apiVersion": "%s/%s", "spec": {"defaults": {"run": {"lockTimeout": "5s"}}},
                 "metadata": {"name": "default", "uid": "7", "generation": 1}}
                """
                        .formatted(
                                Definition.CLUSTER_MIGRATION_POLICY.group(),
                                Definition.CLUSTER_MIGRATION_POLICY.version()));
    }

    private static String policies(Definition definition) {
        return "/apis/%s/%s/%s"
                .formatted(definition.group(), definition.version(), definition.plural());
    }

    private static String configuration(String kind, String name) {
        return """
        {"kind": "%s", "apiVersion": "admissionregistration.k8s.io/v1", "metadata": {"name": "%s", "uid": "2"},
         "webhooks": [{"name": "one.migrate.io", "admissionReviewVersions": ["v1"], "sideEffects": "None",
          "clientConfig": {"service": {"name": "migrate-io-webhook", "namespace": "migrate-io-system"}}}]}
        """
                .formatted(kind, name);
    }
}
