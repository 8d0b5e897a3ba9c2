package io.migrate.webhook.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.certs.CertificateAuthority;
import io.migrate.certs.Pem;
import io.migrate.webhook.crd.Definition;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/// An installation in which nothing is wrong, for tests that then break it.
final class Installation {
    static final Instant NOW = Instant.parse("2026-01-02T00:00:00Z");
    static final String OWN = "/api/v1/namespaces/migrate-io-system/";
    static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/migrate-io-system/deployments/";
    static final String ENDPOINTS =
            "/apis/discovery.k8s.io/v1/namespaces/migrate-io-system/endpointslices";
    static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/";
    static final String MUTATING =
            "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/migrate-io-injector";
    static final String VALIDATING =
            "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/migrate-io-workloads";
    static final String LABEL_POLICY =
            "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies/migrate-io-labels";
    static final String LABEL_BINDING =
            "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings/migrate-io-labels";
    static final String POLICIES = "/apis/migrate.io/v1alpha1/migrationpolicies";
    static final String CLUSTER_POLICIES = "/apis/migrate.io/v1alpha1/clustermigrationpolicies";

    private Installation() {}

    /// Starts an API server with all of its objects.
    static ApiServer start() {
        var server = ApiServer.start();
        putOn(server);
        return server;
    }

    /// Puts all of its objects on an API server.
    static void putOn(ApiServer server) {
        String pem =
                Pem.write(
                        List.of(
                                CertificateAuthority.create(
                                                NOW.minus(Duration.ofDays(1)), Duration.ofDays(365))
                                        .certificate()));
        server.put("/version", "{gitVersion: v1.37.2}");
        Definition.ALL.forEach(each -> server.put(path(each), established(each)));
        server.put(MUTATING, mutating(pem, "Fail", "IfNeeded", "[{name: a, expression: b}]"));
        server.put(VALIDATING, validating(pem, "Ignore"));
        server.put(LABEL_POLICY, labelPolicy("Fail"));
        server.put(LABEL_BINDING, labelBinding("migrate-io-labels", "[Deny, Audit]"));
        server.put(
                LABEL_POLICY.replace("migrate-io-labels", "migrate-io-ca-bundles"),
                labelPolicy("Fail"));
        server.put(
                LABEL_BINDING.replace("migrate-io-labels", "migrate-io-ca-bundles"),
                labelBinding("migrate-io-ca-bundles", "[Deny, Audit]"));
        server.put(OWN + "secrets/migrate-io-webhook-ca", secret(pem));
        server.put(DEPLOYMENTS + "migrate-io-webhook", deployment("migrate-io-webhook", 2));
        server.put(DEPLOYMENTS + "migrate-io-observer", deployment("migrate-io-observer", 1));
        server.putList(OWN + "pods").putList(OWN + "events");
        server.putList(ENDPOINTS, endpoints("{ready: true}"));
        server.putList(
                POLICIES,
                """
                apiVersion: migrate.io/v1alpha1
                kind: MigrationPolicy
                metadata: {name: default, namespace: shop, generation: 1}
                spec:
                  database: {urlSecretKeyRef: {name: db-migrator, key: url}}
                  source: {type: ConfigMap, configMap: {name: sql}}
                """);
        server.putList(CLUSTER_POLICIES);
        server.put(
                "/api/v1/namespaces/shop/secrets/db-migrator", "{kind: Secret, data: {url: eA==}}");
        server.put("/api/v1/namespaces/shop/configmaps/sql", "{kind: ConfigMap, data: {a.sql: x}}");
        server.put(
                "/api/v1/namespaces/shop/pods",
                "{kind: Pod, metadata: {name: x}, spec: {initContainers: [{name:"
                        + " migrate-default}]}}");
        server.putList("/api/v1/namespaces").putList("/api/v1/pods");
    }

    static String path(Definition definition) {
        return DEFINITIONS + definition.objectName();
    }

    private static ObjectNode established(Definition definition) {
        var object = definition.manifest().deepCopy();
        object.putObject("status")
                .putArray("conditions")
                .addObject()
                .put("type", "Established")
                .put("status", "True");
        return object;
    }

    static String mutating(
            String pem, String failurePolicy, String reinvocationPolicy, String conditions) {
        return """
        kind: MutatingWebhookConfiguration
        metadata: {name: migrate-io-injector}
        webhooks:
          - name: pods.inject.migrate.io
            clientConfig: {caBundle: "%s", service: {namespace: migrate-io-system, name: migrate-io-webhook}}
            failurePolicy: %s
            reinvocationPolicy: %s
            matchConditions: %s
        """
                .formatted(base64(pem), failurePolicy, reinvocationPolicy, conditions);
    }

    static String validating(String pem, String failurePolicy) {
        return validating(pem, failurePolicy, "{apiGroups: ['*'], resources: ['*']}");
    }

    static String validating(String pem, String failurePolicy, String rules) {
        return """
        kind: ValidatingWebhookConfiguration
        metadata: {name: migrate-io-workloads}
        webhooks:
          - name: workloads.inject.migrate.io
            clientConfig: {caBundle: "%s", service: {namespace: migrate-io-system, name: migrate-io-webhook}}
            failurePolicy: %s
            matchConditions: [{name: a, expression: b}]
            rules: [%s]
        """
                .formatted(base64(pem), failurePolicy, rules);
    }

    static String labelPolicy(String failurePolicy) {
        return "{kind: ValidatingAdmissionPolicy, spec: {failurePolicy: %s}}"
                .formatted(failurePolicy);
    }

    /// @param actions the validationActions, and any other members of the spec
    static String labelBinding(String policy, String actions) {
        return "{kind: ValidatingAdmissionPolicyBinding, spec: {policyName: %s, validationActions: %s}}"
                .formatted(policy, actions);
    }

    static String secret(String pem) {
        return "{kind: Secret, data: {tls.crt: \"%s\"}}".formatted(base64(pem));
    }

    static String deployment(String name, int replicas) {
        return """
        kind: Deployment
        metadata: {name: %1$s}
        spec:
          replicas: %2$d
          selector: {matchLabels: {app: %1$s}}
          template: {spec: {volumes: []}}
        status: {readyReplicas: %2$d}
        """
                .formatted(name, replicas);
    }

    static String endpoints(String conditions) {
        return "{kind: EndpointSlice, endpoints: [{addresses: [10.0.0.7], conditions: %s}]}"
                .formatted(conditions);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }
}
