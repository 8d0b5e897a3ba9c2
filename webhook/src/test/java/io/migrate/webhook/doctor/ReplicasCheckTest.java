package io.migrate.webhook.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// The reasons of replicas that are not ready.
class ReplicasCheckTest {
    private static final String WEBHOOK = Installation.DEPLOYMENTS + "migrate-io-webhook";
    private static final String POD =
            """
            kind: Pod
            metadata: {name: web, namespace: migrate-io-system, labels: {app: migrate-io-webhook}}
            status: {containerStatuses: [{state: %s}], conditions: []}
            """;

    @AutoClose private final ApiServer server = Installation.start();

    private void ready(int replicas) {
        server.put(
                WEBHOOK,
                Installation.deployment("migrate-io-webhook", 2)
                        .replace("readyReplicas: 2", "readyReplicas: " + replicas));
    }

    private Finding run() {
        return new ReplicasCheck().run(server.cluster()).getFirst();
    }

    @Test
    void theKubeletsReasonComesFirst() {
        ready(0);
        server.putList(
                Installation.OWN + "pods",
                POD.formatted("{waiting: {reason: ImagePullBackOff, message: not found}}"));
        assertThat(run().severity()).isEqualTo(Severity.ERROR);
        assertThat(run().message())
                .isEqualTo(
                        "0 of 2 replicas are ready; ImagePullBackOff: not found: annotated Pods"
                                + " cannot be created");
    }

    @Test
    void elseTheLatestWarningCounts() {
        ready(1);
        server.putList(Installation.OWN + "pods", POD.formatted("{}"));
        String event =
                """
                {type: %s, reason: R%s, message: m, lastTimestamp: %s, involvedObject: {name: %s}}
                """;
        server.putList(
                Installation.OWN + "events",
                event.formatted("Warning", 1, "2026-01-01T00:00:01Z", "web"),
                event.formatted("Warning", 2, "2026-01-01T00:00:02Z", "web"),
                event.formatted("Normal", 3, "2026-01-01T00:00:03Z", "web"),
                event.formatted("Warning", 4, "2026-01-01T00:00:04Z", "other"));
        assertThat(run().severity()).isEqualTo(Severity.WARNING);
        assertThat(run().message()).isEqualTo("1 of 2 replicas are ready; R2: m");
    }

    @Test
    void scaledToZeroIsScaledUp() {
        server.put(WEBHOOK, Installation.deployment("migrate-io-webhook", 0));
        assertThat(run().severity()).isEqualTo(Severity.ERROR);
        assertThat(run().fix())
                .isEqualTo(
                        "Scale it up: kubectl -n migrate-io-system scale --replicas=2"
                                + " deployment/migrate-io-webhook");
    }
}
