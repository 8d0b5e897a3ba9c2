package io.migrate.e2e.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// All replicas of the webhook end, and others start.
@Tag("node")
class RecoveryTest {
    private static final String WEBHOOK = "migrate-io-webhook";
    private static final String REPLICAS =
            "app.kubernetes.io/name=migrate-io,app.kubernetes.io/component=webhook";

    /// For how long a replica that is deleted stays ready.
    private static final Duration READY = Duration.ofSeconds(8);

    /// A replica that was slower had no processor to itself, and its start is not a healthy one.
    private static final Duration HEALTHY_START = Duration.ofSeconds(5);

    private static final int ATTEMPTS = 5;
    private static final Pattern READY_LINE =
            Pattern.compile("\"message\":\"ready\",\"millis\":(\\d+)");
    private static final Namespace SYSTEM = new Namespace(Installation.NAMESPACE);

    @BeforeAll
    static void install() {
        Installation.ensure();
    }

    @AfterEach
    void restore() {
        SYSTEM.kubectl("scale", "deployment", WEBHOOK, "--replicas=2");
        Installation.awaitReady();
    }

    /// Nothing takes their place, so that only they can answer.
    @Test
    void replicasThatAreDeletedServeUntilOthersCanHaveStarted() {
        try (Namespace orders = Namespace.create("deleted-replicas")) {
            assertThat(refusal(orders)).isEmpty();
            long start = System.nanoTime();
            SYSTEM.kubectl("scale", "deployment", WEBHOOK, "--replicas=0");
            String refusal;
            long call;
            do {
                call = System.nanoTime();
                refusal = refusal(orders);
            } while (refusal.isEmpty());

            assertThat(Duration.ofNanos(call - start)).isGreaterThanOrEqualTo(READY);
            assertThat(refusal).contains("failed calling webhook \"pods.inject.migrate.io\"");
        }
    }

    /// The Events of replicas that drain are the negative control. On a machine on which no start
    /// is healthy, there is nothing else to see.
    @Test
    void aHealthyStartWritesNoUnhealthyEvent() {
        for (int i = 0; i < ATTEMPTS; i++) {
            List<String> old = SYSTEM.pods(REPLICAS);
            SYSTEM.kubectl("rollout", "restart", "deployment", WEBHOOK);
            Installation.awaitReady();
            Node.await(
                    "Events about replicas that drain",
                    () -> old.stream().flatMap(each -> unhealthy(each).stream()).toList(),
                    events -> events.toString().contains("Readiness probe failed"));
            List<String> replicas =
                    Node.await(
                            "only the new replicas",
                            () -> SYSTEM.pods(REPLICAS),
                            pods -> pods.stream().noneMatch(old::contains));
            if (replicas.stream().allMatch(RecoveryTest::startedHealthily)) {
                assertThat(replicas)
                        .hasSize(2)
                        .allSatisfy(replica -> assertThat(unhealthy(replica)).isEmpty());
                return;
            }
        }
        System.err.println("no start was healthy: every replica needed over " + HEALTHY_START);
    }

    private static List<String> unhealthy(String replica) {
        return SYSTEM.events("Pod/" + replica, "Unhealthy");
    }

    private static boolean startedHealthily(String replica) {
        Matcher line = READY_LINE.matcher(SYSTEM.kubectl("logs", replica));
        return line.find()
                && Duration.ofMillis(Long.parseLong(line.group(1))).compareTo(HEALTHY_START) < 0;
    }

    /// Why an annotated Pod is refused; empty if it is injected.
    private static String refusal(Namespace namespace) {
        Node.Run run =
                Node.create(
                        namespace.name(),
                        Namespace.resource("pod.yaml"),
                        "--dry-run=server",
                        "-o=jsonpath={.spec.initContainers[*].name}");
        if (run.exit() != 0) {
            return run.output();
        }
        assertThat(run.output()).contains("migrate-default");
        return "";
    }
}
