package io.migrate.webhook.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.injection.Case;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.stream.IntStream;

/// Which Pods are warned about: those that asked for a migration, did not get it, and are not
/// exempt, as docs/break-glass.md and the manifests exempt them.
class PodsCheckTest {
    @AutoClose private final ApiServer server = ApiServer.start();

    @BeforeEach
    void start() {
        server.putList("/api/v1/namespaces", "{kind: Namespace, metadata: {name: quiet}}");
    }

    private List<Finding> run() {
        return new PodsCheck().run(server.cluster());
    }

    /// An annotated Pod with these fields added to it.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    shop              | {}                                                      | WARNING
                    shop              | {status: {phase: Pending}}                              | WARNING
                    shop              | {status: {phase: Running}}                              | WARNING
                    shop              | {metadata: {labels: {migrate.io/injection: enabled}}}   | WARNING
                    shop              | {spec: {os: {name: linux}}}                             | WARNING
                    shop              | {metadata: {labels: {migrate.io/injection: disabled}}}  | OK
                    quiet             | {}                                                      | OK
                    shop              | {metadata: {annotations: {kubernetes.io/config.mirror: x}}} | OK
                    shop              | {spec: {os: {name: windows}}}                           | OK
                    shop              | {spec: {nodeSelector: {kubernetes.io/os: windows}}}     | OK
                    shop              | {status: {phase: Succeeded}}                            | OK
                    shop              | {status: {phase: Failed}}                               | OK
                    shop              | {metadata: {deletionTimestamp: "2026-01-01T00:00:00Z"}} | OK
                    kube-system       | {}                                                      | OK
                    kube-public       | {}                                                      | OK
                    kube-node-lease   | {}                                                      | OK
                    migrate-io-system | {}                                                      | OK
                    shop              | {metadata: {annotations: {migrate.io/enabled: "false"}}} | OK
                    shop              | {metadata: {labels: {migrate.io/injected: "true"}}}     | OK
                    """)
    void onlyThoseThatAskAndAreNotExempt(String namespace, String more, Severity severity)
            throws JsonProcessingException {
        server.putList("/api/v1/pods", annotated("api", namespace, more));
        assertThat(run()).extracting(Finding::severity).containsExactly(severity);
    }

    @Test
    void theyAreCountedByTheirController() throws JsonProcessingException {
        String owned = "{metadata: {ownerReferences: [{kind: Job, name: j, controller: true}]}}";
        server.putList(
                "/api/v1/pods",
                annotated("a", "shop", owned),
                annotated("b", "shop", owned),
                annotated("c", "shop", "{}"));
        assertThat(run())
                .extracting(each -> each.subject() + " " + each.message())
                .containsExactly(
                        "Job/shop/j has Pods that ask for a migration and were not injected: 2",
                        "Pod/shop/c asks for a migration and was not injected");
    }

    /// Only workloads can be restarted.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ReplicaSet     | restart its workload: kubectl rollout restart.
                    Job            | delete it and create it again.
                    SparkJob       | delete its Pods, so that it creates new ones.
                                   | delete it and create it again: nothing replaces a Pod without a controller.
                    """)
    void theAdviceFitsTheOwner(String kind, String advice) throws JsonProcessingException {
        String owner =
                kind == null
                        ? "{}"
                        : "{metadata: {ownerReferences: [{kind: %s, name: j, controller: true}]}}"
                                .formatted(kind);
        server.putList("/api/v1/pods", annotated("a", "shop", owner));
        assertThat(run())
                .singleElement()
                .extracting(Finding::fix)
                .asString()
                .endsWith("opted out, " + advice);
    }

    /// Its Node restarted, and the copy fails; what the migrator said is of before.
    @ParameterizedTest
    @CsvSource({
        "1, has a migration that cannot start under policy default, cannot copy the migrations",
        "0,,"
    })
    void aMigrationThatCannotStart(int exitCode, String message, String fix)
            throws JsonProcessingException {
        server.putList(
                "/api/v1/pods",
                annotated(
                        "api",
                        "shop",
                        """
                        metadata: {labels: {migrate.io/injected: 'true'}, annotations: {migrate.io/enabled: 'true', migrate.io/status: '{"v":1,"policies":[{"name":"default"}]}'}}
                        spec: {initContainers: [{name: migrate-files-default, image: shop}, {name: migrate-default, image: m}]}
                        status:
                          phase: Running
                          initContainerStatuses:
                            - {name: migrate-files-default, restartCount: 3, state: {terminated: {exitCode: %d, finishedAt: "2026-01-01T23:00:00Z"}}}
                            - {name: migrate-default, restartCount: 0, state: {terminated: {exitCode: 0, finishedAt: "2026-01-01T20:00:00Z"}}}
                        """
                                .formatted(exitCode)));
        assertThat(run()).first().extracting(Finding::severity).isEqualTo(Severity.OK);
        assertThat(run().stream().skip(1))
                .allSatisfy(each -> {
                    assertThat(each.subject()).isEqualTo("Pod/shop/api");
                    assertThat(each.message()).isEqualTo(message + ", in Pod api");
                    assertThat(each.fix()).startsWith(fix);
                    assertThat(each.severity()).isEqualTo(Severity.WARNING);
                })
                .hasSize(exitCode);
    }

    @Test
    void manyAreNotReportedOneByOne() {
        server.putList(
                "/api/v1/pods",
                IntStream.range(0, 12)
                        .mapToObj(each -> unchecked("pod-" + each))
                        .toArray(String[]::new));
        assertThat(run())
                .hasSize(11)
                .last()
                .extracting(Finding::message)
                .isEqualTo("of 2 more owners were not injected either");
    }

    /// Without the Namespaces, opt-outs are unknown, which is reported.
    @Test
    void withoutPermissionToListNamespaces() throws JsonProcessingException {
        server.fail("/api/v1/namespaces", 403, "namespaces is forbidden");
        server.putList("/api/v1/pods", annotated("api", "quiet", "{}"));
        assertThat(run())
                .extracting(Finding::severity)
                .containsExactly(Severity.WARNING, Severity.UNKNOWN);
    }

    private static String unchecked(String name) {
        try {
            return annotated(name, "shop", "{}");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String annotated(String name, String namespace, String more)
            throws JsonProcessingException {
        var pod =
                (ObjectNode)
                        Case.YAML.readTree(
                                "{metadata: {name: %s, namespace: %s, annotations: {migrate.io/enabled: 'true'}}, spec: {}}"
                                        .formatted(name, namespace));
        Case.YAML.readerForUpdating(pod).readTree(more);
        return pod.toString();
    }
}
