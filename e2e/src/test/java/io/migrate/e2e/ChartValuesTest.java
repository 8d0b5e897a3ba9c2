package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Mistakes in the values of the chart fail and are named; no cluster is needed.
class ChartValuesTest {
    @TempDir private Path work;

    /// A value that is misspelt or illegal, and what of the message names it.
    private static Stream<Object[]> mistakes() {
        return Stream.of(
                        "replica=3 | replica",
                        "replicas=0 | replicas | 1",
                        "image.webhok.tag=x | image | webhok",
                        "image.webhook.digest=abc | image/webhook/digest | sha256",
                        "image.webhook.repository=a@b | image/webhook/repository",
                        "image.pullPolicy=Sometimes | image/pullPolicy | IfNotPresent",
                        "imagePullSecrets[0].nam=x | imagePullSecrets/0 | name",
                        "resources.webhook.limit.memory=1Gi | resources/webhook | limit",
                        "podLabels.a=true | podLabels/a | string",
                        "podLabels.app\\.kubernetes\\.io/name=x |"
                                + " podLabels/app.kubernetes.io~1name",
                        "extraArgs.webhook[0]=serve | extraArgs/webhook/0 | --",
                        "extraEnv.webhook[0].name=MIGRATOR_IMAGE | extraEnv/webhook/0/name",
                        "excludedNamespaces[0]=Kube_System | excludedNamespaces/0",
                        "certManager.enable=true | certManager | enable",
                        "clientCertificates.mode=log | clientCertificates/mode | report",
                        "guard.action=deny | guard/action | Deny",
                        "guard.enabled=yes | guard/enabled | boolean",
                        "networkPolicy.apiServerPorts[0]=0 | networkPolicy/apiServerPorts/0",
                        "networkPolicy.apiServerCIDRs[0]=192.0.2.1 |"
                                + " networkPolicy/apiServerCIDRs/0",
                        "networkPolicy.metricsFrom=null | networkPolicy | metricsFrom",
                        "networkPolicy.apiServerPorts=null | networkPolicy | apiServerPorts",
                        "image.migrator=null | image | migrator",
                        "image.webhook.repository=a/b:1 | image/webhook/repository",
                        "excludedNamespaces=null | excludedNamespaces",
                        "guard.action=null | guard | action",
                        "priorityClassName=a b | priorityClassName",
                        "test.canaryNamespace= | test/canaryNamespace")
                .map(each -> each.split(" \\| "))
                .flatMap(each ->
                        Stream.of(3, 4)
                                .map(version ->
                                        new Object[] {
                                            version, each[0], List.of(each).subList(1, each.length)
                                        }));
    }

    @ParameterizedTest(name = "Helm {0}: {1}")
    @MethodSource("mistakes")
    void mistakesAreNamed(int version, String value, List<String> named)
            throws IOException, InterruptedException {
        Helm.Run run = Helm.ofNoCluster(version, work).chart("template", "--set=" + value);
        assertThat(run.exit()).as(run.output()).isNotZero();
        assertThat(run.errors()).contains("schema").contains(named);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void aParentMayHaveACondition(int version) throws IOException, InterruptedException {
        Helm helm = Helm.ofNoCluster(version, work);
        assertThat(helm.chartOk("template", "--set=enabled=true"))
                .isEqualTo(helm.chartOk("template"));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void anotherNamespaceFails(int version) throws IOException, InterruptedException {
        Helm helm = Helm.ofNoCluster(version, work);
        Helm.Run run = helm.run("template", Helm.RELEASE, Helm.CHART, "--namespace=tools");
        assertThat(run.exit()).isNotZero();
        assertThat(run.errors())
                .contains("namespace \"tools\"")
                .contains("--namespace migrate-io-system --create-namespace");
        assertThat(helm.chart("template").exit()).as("negative control").isZero();
    }
}
