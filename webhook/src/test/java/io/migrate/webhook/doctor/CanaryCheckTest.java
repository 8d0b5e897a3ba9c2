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
}
