package io.migrate.webhook.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The messages are those of API servers, as users reported them.
class CanaryCheckTest {
    private static final String PODS = "/api/v1/namespaces/shop/pods";

    @AutoClose private final ApiServer server = Installation.start();

    private Finding run() {
        return new CanaryCheck().run(server.cluster()).getFirst();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    client certificate refused: none was presented. | The webhook requires a client certificate
                    no endpoints available for service "migrate-io-webhook" | No replica is ready: kubectl -n migrate-io-system describe pods
                    tls: failed to verify certificate: x509: certificate signed by unknown authority | The caBundle does not verify
                    x509: certificate has expired or is not yet valid: current time 2026-11-24 is after 2026-11-01 | To see why the certificate was not renewed
                    tls: failed to verify certificate: x509: certificate is valid for a, not b | The certificate is for another host name
                    dial tcp 10.0.0.7:443: connect: connection refused | Nothing listens at that address
                    dial tcp 10.0.0.7:10250: i/o timeout | Something blocks the connection
                    context deadline exceeded | Something blocks the connection
                    dial tcp 10.0.0.7:443: connect: no route to host | Something blocks the connection
                    Address is not allowed | The API server is not allowed to call Pods
                    service "migrate-io-webhook" not found | Install it
                    an answer that nobody foresaw | For details: kubectl -n migrate-io-system describe pods
                    """)
    void eachWayToFailHasItsFix(String words, String fix) {
        server.fail(
                PODS,
                500,
                "Internal error occurred: failed calling webhook \"pods.inject.migrate.io\": failed"
                        + " to call webhook: Post \"https://x:443/mutate\": "
                        + words);
        Finding finding = run();
        assertThat(finding.severity()).isEqualTo(Severity.ERROR);
        assertThat(finding.message()).endsWith(words);
        assertThat(finding.fix()).startsWith(fix);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    admission webhook "pods.inject.migrate.io" denied the request: migrate.io/source: is missing | WARNING
                    admission webhook "images.example.com" denied the request: no registry.k8s.io | UNKNOWN
                    failed calling webhook "images.example.com": context deadline exceeded | UNKNOWN
                    pods is forbidden: User "ann" cannot create resource "pods" | UNKNOWN
                    pods "migrate-io-canary-x" is forbidden: exceeded quota: small | UNKNOWN
                    """)
    void onlyOwnDenialsCount(String words, Severity severity) {
        server.fail(PODS, 403, words);
        Finding finding = run();
        assertThat(finding.severity()).isEqualTo(severity);
        assertThat(finding.message()).contains(words.replaceAll(".*request: (migrate)", "$1"));
    }

    @Test
    void theMigrationMustBeThere() {
        assertThat(run().message())
                .isEqualTo("admits an annotated Pod with its migration, under policy default");
        server.put(PODS, "{kind: Pod, spec: {initContainers: [{name: migrate-other}]}}");
        assertThat(run().severity()).isEqualTo(Severity.ERROR);
    }

    @Test
    void withoutAPolicyNoneIsNamed() {
        server.putList(Installation.POLICIES);
        server.put(
                PODS.replace("shop", "default"),
                "{kind: Pod, metadata: {name: x}, spec: {initContainers: [{name:"
                        + " migrate-default}]}}");
        assertThat(run().message())
                .isEqualTo(
                        "admits an annotated Pod with its migration, under no policy of its own");
    }

    @Test
    void withTheConfigurationSomethingExcludesThePod() {
        server.put(PODS, "{kind: Pod, metadata: {name: x}, spec: {initContainers: []}}");
        assertThat(run().fix()).startsWith("Check whether the namespace has the label");
    }

    @Test
    void withoutTheConfigurationItIsToBeInstalled() {
        server.put(PODS, "{kind: Pod, metadata: {name: x}, spec: {initContainers: []}}");
        server.fail(Installation.MUTATING, 404, "not found");
        assertThat(run().message())
                .endsWith("MutatingWebhookConfiguration/migrate-io-injector does not exist");
        assertThat(run().fix()).isEqualTo(InstallationNames.INSTALL);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    pods "migrate-io-canary-x" is forbidden: error looking up service account shop/default: serviceaccount "default" not found | Create it: kubectl -n shop create serviceaccount default, or specify another namespace with --canary.
                    namespaces "shop" not found | Specify a namespace that exists with --canary.
                    pods is forbidden: User "ann" cannot create resource "pods" | If a permission is missing, run doctor again with an account that has it.
                    """)
    void whatTheNamespaceLacks(String words, String fix) {
        server.fail(PODS, 403, words);
        assertThat(run().severity()).isEqualTo(Severity.UNKNOWN);
        assertThat(run().fix()).isEqualTo(fix);
    }
}
