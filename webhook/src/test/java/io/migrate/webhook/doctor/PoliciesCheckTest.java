package io.migrate.webhook.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class PoliciesCheckTest {
    private static final String SHOP = "/api/v1/namespaces/shop/";

    @AutoClose private final ApiServer server = Installation.start();

    @Test
    void whatIsReferencedMustExist() {
        server.put(SHOP + "secrets/db-migrator", "{kind: Secret, data: {uri: eA==, b: eA==}}");
        server.fail(SHOP + "configmaps/sql", 404, "not found");
        assertThat(new PoliciesCheck().run(server.cluster()))
                .extracting(Finding::message)
                .containsExactly(
                        "database.urlSecretKeyRef: Secret db-migrator in namespace shop has no key"
                                + " url (keys: b, uri): Pods under this policy cannot start",
                        "source: ConfigMap sql does not exist in namespace shop: Pods under this"
                                + " policy cannot start");
    }

    @Test
    void partsOfTheConnectionAndVariablesMustExistUnlessOptional() {
        server.putList(
                Installation.POLICIES,
                """
                apiVersion: migrate.io/v1alpha1
                kind: MigrationPolicy
                metadata: {name: default, namespace: shop, generation: 1}
                spec:
                  source: {type: Migrator}
                  database:
                    connection:
                      hostSecretKeyRef: {name: db-migrator, key: host}
                      portConfigMapKeyRef: {name: sql, key: port}
                      databaseSecretKeyRef: {name: db-migrator, key: dbname}
                      usernameSecretKeyRef: {name: db-migrator, key: user}
                      passwordSecretKeyRef: {name: db-migrator, key: password}
                  migrator:
                    env:
                      - {name: A, valueFrom: {secretKeyRef: {name: db-migrator, key: a}}}
                      - {name: B, valueFrom: {configMapKeyRef: {name: sql, key: b}}}
                      - {name: C, valueFrom: {secretKeyRef: {name: none, key: a, optional: true}}}
                      - {name: D, value: x}
                    envFrom:
                      - {prefix: A_, configMapRef: {name: sql}}
                      - {prefix: B_, secretRef: {name: none, optional: true}}
                      - {prefix: C_, secretRef: {name: cloud}}
                """);
        server.put(SHOP + "secrets/db-migrator", "{kind: Secret, data: {user: eA==}}");
        server.put(SHOP + "configmaps/sql", "{kind: ConfigMap, data: {x: x}}");
        server.fail(SHOP + "secrets/none", 404, "not found");
        server.fail(SHOP + "secrets/cloud", 404, "not found");
        assertThat(new PoliciesCheck().run(server.cluster()))
                .extracting(each -> each.message().replaceFirst(" \\(keys.*| does not.*", ""))
                .containsExactly(
                        "database.connection.hostSecretKeyRef: Secret db-migrator in namespace"
                                + " shop has no key host",
                        "database.connection.portConfigMapKeyRef: ConfigMap sql in namespace shop"
                                + " has no key port",
                        "database.connection.databaseSecretKeyRef: Secret db-migrator in namespace"
                                + " shop has no key dbname",
                        "database.connection.passwordSecretKeyRef: Secret db-migrator in namespace"
                                + " shop has no key password",
                        "migrator.env: Secret db-migrator in namespace shop has no key a",
                        "migrator.env: ConfigMap sql in namespace shop has no key b",
                        "migrator.envFrom: Secret cloud");
    }

    /// The time is five minutes after that of the policy, or one.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    23:55 | {}                       | 1 | has no status, although the observer is ready
                    23:55 | {observedGeneration: 1}  | 1 | has a status of generation 1, not of 2, although the observer is ready
                    23:55 | {observedGeneration: 2}  | 1 |
                    23:59 | {}                       | 1 |
                    23:59 | {observedGeneration: 1}  | 1 |
                    23:55 | {}                       | 0 |
                    """)
    void theObserverWritesAStatus(String changed, String status, int ready, String message) {
        server.putList(
                Installation.POLICIES,
                """
                apiVersion: migrate.io/v1alpha1
                kind: MigrationPolicy
                metadata:
                  name: default
                  namespace: shop
                  generation: 2
                  creationTimestamp: "2025-01-01T00:00:00Z"
                  managedFields:
                    - {manager: kubectl, time: "2026-01-01T%s:00Z"}
                    - {manager: migrate-io-observer, subresource: status, time: "2026-01-01T23:59:59Z"}
                spec: {database: {urlSecretKeyRef: {name: db-migrator, key: url}}, source: {type: ConfigMap, configMap: {name: sql}}}
                status: %s
                """
                        .formatted(changed, status));
        server.put(
                Installation.DEPLOYMENTS + "migrate-io-observer",
                "{kind: Deployment, metadata: {name: migrate-io-observer}, spec: {replicas: 1},"
                        + " status: {readyReplicas: %d}}".formatted(ready));
        List<Finding> findings = new PoliciesCheck().run(server.cluster());
        assertThat(findings).first().extracting(Finding::severity).isEqualTo(Severity.OK);
        assertThat(findings.stream().skip(1))
                .allSatisfy(each -> {
                    assertThat(each.subject()).isEqualTo("MigrationPolicy/shop/default");
                    assertThat(each.message()).isEqualTo(message);
                    assertThat(each.fix())
                            .contains("logs deployment/migrate-io-observer", "ClusterRole");
                })
                .hasSize(message == null ? 0 : 1);
    }

    @Test
    void anInvalidPolicyIsNotInForce() {
        server.putList(
                Installation.POLICIES,
                """
                apiVersion: migrate.io/v1alpha1
                kind: MigrationPolicy
                metadata: {name: default, namespace: shop, generation: 1}
                spec: {format: Excel}
                """);
        assertThat(new PoliciesCheck().run(server.cluster()))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.severity()).isEqualTo(Severity.ERROR);
                    assertThat(each.message()).startsWith("is not in force: ").contains("Excel");
                });
    }
}
