package io.migrate.e2e.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.function.Predicate;

/// The overlays over the running installation, and back. After each test the base is in force, and
/// Pods are injected.
@Tag("node")
class OverlaysTest {
    private static final String OUTPUT = "-o=jsonpath={.spec.initContainers[*].name}";
    private static final String NOT_INJECTED = "no migrator container was injected";

    private static Namespace shop;

    @BeforeAll
    static void install() {
        Installation.ensure();
        shop = Namespace.create("overlays");
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    @AfterEach
    void backToTheBase() {
        Node.kubectl("apply", "-k", "manifests/base");
        Installation.awaitReady();
        awaitInjection();
    }

    @Test
    void theGuardDoesNotNeedTheWebhook() {
        Node.kubectl("apply", "-k", "manifests/overlays/guard");
        try {
            // The webhook's patch comes before the guard.
            assertThat(awaitInjection()).doesNotContain(NOT_INJECTED);
            Node.kubectl("delete", "mutatingwebhookconfiguration", "migrate-io-injector");
            Node.Run warned = awaitTried("warns", each -> each.output().contains(NOT_INJECTED));
            assertThat(warned.exit()).as(warned.output()).isZero();

            Node.kubectl(
                    "patch",
                    "validatingadmissionpolicybinding",
                    "migrate-io-guard",
                    "--type=merge",
                    "--patch-file=manifests/overlays/guard/deny.yaml");
            Node.Run refused = awaitTried("refuses", each -> each.exit() != 0);
            assertThat(refused.output())
                    .contains("ValidatingAdmissionPolicy 'migrate-io-guard'")
                    .contains(NOT_INJECTED);
            Node.Run other =
                    tried(
                            pod().replace(
                                            "migrate.io/enabled: \"true\"",
                                            "migrate.io/enabled: \"false\""));
            assertThat(other.exit()).as("not enabled: %s", other.output()).isZero();

            // With Deny and the webhook, annotated Pods are created again.
            backToTheBase();
        } finally {
            Node.kubectl("delete", "-k", "manifests/overlays/guard", "--ignore-not-found");
        }
    }

    /// What the ServiceMonitor and the PodMonitor select answers.
    @Test
    void monitoringSelectsWhatHasMetrics() {
        Node.kubectl("apply", "-f", "e2e/src/test/resources/node/prometheus-operator.yaml");
        try {
            for (String each : List.of("servicemonitors", "podmonitors", "prometheusrules")) {
                Node.kubectl(
                        "wait",
                        "--for=condition=Established",
                        "--timeout=" + Node.PATIENCE.toSeconds() + "s",
                        "customresourcedefinition/" + each + ".monitoring.coreos.com");
            }
            assertThat(Node.kubectl("apply", "-k", "manifests/overlays/monitoring").lines())
                    .hasSize(4)
                    .allMatch(each -> each.endsWith(" created"));
            awaitInjection();
            assertThat(scraped("service", "servicemonitor/migrate-io-webhook"))
                    .contains("migrate_webhook_admissions_total");
            assertThat(scraped("pod", "podmonitor/migrate-io-observer"))
                    .contains("migrate_observer_watching 1");
        } finally {
            Node.kubectl("delete", "-k", "manifests/overlays/monitoring", "--ignore-not-found");
            Node.kubectl("delete", "-f", "e2e/src/test/resources/node/prometheus-operator.yaml");
        }
    }

    /// Returns the metrics of the first object that a monitor selects.
    private static String scraped(String kind, String monitor) {
        var labels =
                Node.json("-n", Installation.NAMESPACE, monitor).at("/spec/selector/matchLabels");
        String selector =
                String.join(
                        ",",
                        labels.propertyStream()
                                .map(each -> each.getKey() + "=" + each.getValue().asText())
                                .toList());
        String name =
                Node.json("-n", Installation.NAMESPACE, kind, "-l", selector)
                        .at("/items/0/metadata/name")
                        .asText();
        String port = kind.equals("pod") ? "8080" : "metrics";
        return Node.kubectl(
                "get",
                "--raw",
                "/api/v1/namespaces/%s/%ss/%s:%s/proxy/metrics"
                        .formatted(Installation.NAMESPACE, kind, name, port));
    }

    /// Two replicas cannot share the port of the one Node: the second waits, and the first answers.
    @Test
    void theHostsNetworkReachesTheWebhook() {
        Node.kubectl("apply", "-k", "manifests/overlays/host-network");
        Node.await(
                "replica on the Node's network",
                () ->
                        Node.kubectl(
                                "-n",
                                Installation.NAMESPACE,
                                "get",
                                "pods",
                                "-l",
                                "app.kubernetes.io/component=webhook",
                                "-o=jsonpath={range .items[*]}{.spec.hostNetwork} {.status.phase}"
                                        + " {.status.containerStatuses[0].ready}{\"\\n\"}{end}"),
                output ->
                        output.lines()
                                .sorted()
                                .toList()
                                .equals(List.of("true Pending ", "true Running true")));
        assertThat(
                        Node.kubectl(
                                "-n",
                                Installation.NAMESPACE,
                                "get",
                                "endpointslices",
                                "-l",
                                "kubernetes.io/service-name=migrate-io-webhook",
                                "--no-headers"))
                .contains("10260");
        awaitInjection();
    }

    /// Waits until an annotated Pod, sent as a dry run, is admitted with its migration, and returns
    /// kubectl's output.
    private static String awaitInjection() {
        return awaitTried("is injected", each -> each.output().contains("migrate-default"))
                .output();
    }

    private static Node.Run awaitTried(String what, Predicate<Node.Run> isRight) {
        return Node.await("annotated Pod that " + what, () -> tried(pod()), isRight);
    }

    private static Node.Run tried(String manifest) {
        return Node.create(shop.name(), manifest, "--dry-run=server", OUTPUT);
    }

    private static String pod() {
        return Namespace.resource("pod.yaml");
    }
}
