package io.migrate.benchmarks.cluster;

/// Pods of a typical web service.
public final class Pods {
    private static final String ANNOTATIONS =
            "\"migrate.io/enabled\": \"true\", \"migrate.io/source\":"
                    + " \"container/api:/app/drizzle\",";

    private Pods() {}

    /// A Pod annotated for migration.
    public static String annotated() {
        return pod(ANNOTATIONS);
    }

    /// The same Pod without annotations of migrate.io.
    public static String others() {
        return pod("");
    }

    /// A Pod that takes all settings from the policy of its namespace.
    public static String byPolicy() {
        return pod("\"migrate.io/enabled\": \"true\",");
    }

    /// An AdmissionReview for the creation of a Pod.
    public static String review(String namespace, String pod) {
        return """
        {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {"uid": "705ab4f5",
         "kind": {"group": "", "version": "v1", "kind": "Pod"},
         "resource": {"group": "", "version": "v1", "resource": "pods"}, "namespace": "%s",
         "operation": "CREATE", "object": %s}}
        """
                .formatted(namespace, pod);
    }

    private static String pod(String annotations) {
        return """
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"generateName": "api-",
         "labels": {"app.kubernetes.io/name": "api", "app.kubernetes.io/part-of": "shop",
          "pod-template-hash": "6f9c5d7b8"},
         "annotations": {%s "prometheus.io/scrape": "true", "prometheus.io/port": "9090"}},
         "spec": {"containers": [{"name": "api", "image": "registry.example.com/shop/api:1.42.0",
          "ports": [{"name": "http", "containerPort": 8080}],
          "env": [{"name": "LOG_LEVEL", "value": "info"}, {"name": "DATABASE_URL", "valueFrom":
           {"secretKeyRef": {"name": "db-credentials", "key": "database-url"}}}],
          "envFrom": [{"configMapRef": {"name": "api"}}],
          "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}, "limits": {"memory": "256Mi"}},
          "readinessProbe": {"httpGet": {"path": "/ready", "port": "http"}, "periodSeconds": 5},
          "livenessProbe": {"httpGet": {"path": "/live", "port": "http"}, "periodSeconds": 10},
          "securityContext": {"allowPrivilegeEscalation": false, "runAsNonRoot": true,
           "capabilities": {"drop": ["ALL"]}, "seccompProfile": {"type": "RuntimeDefault"}}}]}}
        """
                .formatted(annotations);
    }
}
