package io.migrate.webhook.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodesCheckTest {
    private static final String NODES = "/api/v1/nodes";
    private static final String REVIEWS = "/apis/authorization.k8s.io/v1/subjectaccessreviews";

    @AutoClose private final ApiServer server = ApiServer.start();

    @BeforeEach
    void install() {
        Installation.putOn(server);
        allow("IfSupported");
        webhookMayListNodes(true);
        server.putList(NODES, node("a", "v1.37.2", "containerd://2.2.0"));
    }

    private void allow(String imageVolumes) {
        server.putList(
                Installation.CLUSTER_POLICIES,
                """
                apiVersion: migrate.io/v1alpha1
                kind: ClusterMigrationPolicy
                metadata: {name: default}
                spec: {imageVolumes: %s}
                """
                        .formatted(imageVolumes));
    }

    private void webhookMayListNodes(boolean allowed) {
        server.put(
                REVIEWS,
                "{apiVersion: authorization.k8s.io/v1, kind: SubjectAccessReview, status: {allowed:"
                        + " %s}}".formatted(allowed));
    }

    private static String node(String name, String kubelet, String runtime) {
        return """
        kind: Node
        apiVersion: v1
        metadata: {name: %s}
        status: {nodeInfo: {operatingSystem: linux, kubeletVersion: %s, containerRuntimeVersion: "%s"}}
        """
                .formatted(name, kubelet, runtime);
    }

    private void assertFinding(Severity severity, String message) {
        assertThat(new NodesCheck().run(server.cluster()))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.severity()).isEqualTo(severity);
                    assertThat(each.message()).isEqualTo(message);
                });
    }

    @Test
    void nodesThatSupportThem() {
        assertFinding(
                Severity.OK, "support image volumes, which are used with copyMethod: ImageVolume");
    }

    /// The copy takes their place, as the policy says.
    @Test
    void aNodeThatIsTooOld() {
        server.putList(
                NODES,
                node("a", "v1.37.2", "containerd://2.2.0"),
                node("b", "v1.35.2", "containerd://2.2.0"));
        assertFinding(
                Severity.OK,
                "image volumes are not used: Node b runs kubelet v1.35.2, and image volumes need"
                        + " 1.36");
    }

    @Test
    void aWebhookWithoutTheRight() {
        webhookMayListNodes(false);
        assertFinding(
                Severity.WARNING,
                "cannot be listed by the webhook: image volumes are not used, although the cluster"
                        + " policy sets imageVolumes: IfSupported");
    }

    @Test
    void aCallerWithoutTheRight() {
        server.fail(NODES, 403, "no");
        assertFinding(Severity.UNKNOWN, "not checked: no");
        server.fail(REVIEWS, 403, "neither");
        assertFinding(Severity.UNKNOWN, "not checked: neither");
    }

    /// Nothing is asked for that does not matter.
    @Test
    void whereNobodyWantsThem() {
        allow("Never");
        assertFinding(
                Severity.OK,
                "do not matter: the cluster policy does not set imageVolumes: IfSupported");
        assertThat(server.requests()).noneMatch(each -> each.contains("nodes"));
    }
}
