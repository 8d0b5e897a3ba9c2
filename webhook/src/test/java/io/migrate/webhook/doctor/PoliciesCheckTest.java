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
