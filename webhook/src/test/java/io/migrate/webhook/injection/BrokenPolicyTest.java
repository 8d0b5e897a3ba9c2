package io.migrate.webhook.injection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.container.Namespace;
import io.migrate.webhook.policy.Layer;
import io.migrate.webhook.policy.PolicyCatalog;

import org.junit.jupiter.api.Test;

/// A policy that cannot be read and never could: what it would have said is not known, so an
/// annotated Pod does not get past it. Only a definition of another version can bring one about.
class BrokenPolicyTest {
    private final PolicyCatalog catalog = new PolicyCatalog(Layer.builtIn(Case.IMAGE));

    private Verdict verdict() {
        return Injector.inject(Engine.pod(), Namespace.named(Case.NAMESPACE), catalog.snapshot());
    }

    private void put(String kind, String spec) {
        ObjectNode object = Engine.tree("{apiVersion: migrate.io/v1alpha1}");
        object.put("kind", kind).set("spec", Engine.tree(spec));
        object.putObject("metadata").put("name", "default").put("namespace", Case.NAMESPACE);
        catalog.put(object);
    }

    private static void assertRefused(Verdict verdict, String message) {
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> assertThat(refused.message()).isEqualTo(message));
    }

    @Test
    void aPodUnderItIsRefused() {
        put("MigrationPolicy", "{run: {timeout: soon, mode: x}}");
        assertRefused(
                verdict(),
                "migrate.io/policy: policy \"default\" is invalid: spec.run.timeout: value"
                        + " \"soon\" is not a duration like 90s, 10m or 1h30m; and 1 more");
    }

    @Test
    void underABrokenClusterPolicyEveryAnnotatedPodIsRefused() {
        put("ClusterMigrationPolicy", "{constraints: {requirePolicy: 1}}");
        assertRefused(
                verdict(),
                "migrate.io/policy: the ClusterMigrationPolicy is invalid:"
                        + " spec.constraints.requirePolicy: value \"1\" is not true or false");
    }

    /// The negative control.
    @Test
    void withTheLastGoodOneInForcePodsAreInjected() {
        put("MigrationPolicy", "{}");
        put("MigrationPolicy", "{run: {timeout: soon}}");
        assertThat(verdict()).isInstanceOf(Verdict.Injected.class);
    }
}
