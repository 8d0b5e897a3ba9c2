package io.migrate.webhook.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The words are those of API servers, as users have met them.
class CanaryCheckTest {
    private static final CanaryCheck CHECK =
            new CanaryCheck(new InstallationNames("migrate-io-system"), "shop", "default");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    no endpoints available for service "migrate-io-webhook" | No replica is ready: kubectl -n migrate-io-system describe pods
                    tls: failed to verify certificate: x509: certificate signed by unknown authority | The caBundle does not vouch
                    x509: certificate has expired or is not yet valid: current time 2026-11-24 is after 2026-11-01 | See who should have renewed it
                    tls: failed to verify certificate: x509: certificate is valid for a, not b | The certificate names another host
                    dial tcp 10.0.0.7:443: connect: connection refused | Nothing listens there
                    dial tcp 10.0.0.7:10250: i/o timeout | Something is between
                    context deadline exceeded | Something is between
                    dial tcp 10.0.0.7:443: connect: no route to host | Something is between
                    Address is not allowed | The API server may not call Pods
                    service "migrate-io-webhook" not found | Install it
                    an answer that nobody foresaw | See kubectl -n migrate-io-system describe pods
                    """)
    void eachWayToFailHasItsCure(String words, String cure) {
        Finding finding =
                CHECK.refused(
                        "Internal error occurred: failed calling webhook"
                                + " \"pods.inject.migrate.io\": failed to call webhook: Post"
                                + " \"https://x:443/mutate\": "
                                + words);
        assertThat(finding.severity()).isEqualTo(Severity.ERROR);
        assertThat(finding.what()).endsWith(words);
        assertThat(finding.fix()).startsWith(cure);
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
    void aRefusalIsOursOrSomebodyElses(String words, Severity severity) {
        Finding finding = CHECK.refused(words);
        assertThat(finding.severity()).isEqualTo(severity);
        assertThat(finding.what()).contains(words.replaceAll(".*request: (migrate)", "$1"));
    }
}
