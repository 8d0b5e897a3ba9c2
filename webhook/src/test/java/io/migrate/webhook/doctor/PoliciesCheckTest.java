package io.migrate.webhook.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

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
