package io.migrate.webhook.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.migrate.certs.CertificateAuthority;
import io.migrate.certs.Pem;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Certificates over a year, which is how long an authority lives.
class CertificatesCheckTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final String SECRET = Installation.OWN + "secrets/migrate-io-webhook-ca";

    private final CertificateAuthority authority =
            CertificateAuthority.create(START, Duration.ofDays(365));
    @AutoClose private final ApiServer server = ApiServer.start();

    private List<Finding> on(int day, List<X509Certificate> trusted) {
        server.put(
                Installation.MUTATING,
                Installation.mutating(Pem.write(trusted), "Fail", "IfNeeded", "[]"));
        return new CertificatesCheck().run(server.cluster(START.plus(Duration.ofDays(day))));
    }

    private void serve(X509Certificate certificate) {
        server.put(SECRET, Installation.secret(Pem.write(List.of(certificate))));
    }

    private List<Severity> severities(int day) {
        serve(authority.certificate());
        return on(day, List.of(authority.certificate())).stream().map(Finding::severity).toList();
    }

    @Test
    void renewalIsDueWithAThirdLeftAndMissedWithAQuarterLeft() {
        assertThat(severities(1)).containsExactly(Severity.OK);
        assertThat(severities(270)).containsExactly(Severity.OK);
        assertThat(severities(275)).containsExactly(Severity.WARNING);
        assertThat(severities(366)).containsExactly(Severity.ERROR, Severity.ERROR);
    }

    /// As cert-manager stores it: the leaf, and its issuer in the caBundle only.
    @Test
    void aLeafIsVerifiedByItsIssuer() {
        serve(authority.issue(List.of("localhost"), START, Duration.ofDays(90)).certificate());
        assertThat(on(1, List.of(authority.certificate())))
                .extracting(Finding::severity)
                .containsExactly(Severity.OK);
        var other = CertificateAuthority.create(START, Duration.ofDays(365));
        assertThat(on(1, List.of(other.certificate())))
                .extracting(Finding::message)
                .last()
                .isEqualTo(
                        "has a caBundle for webhook pods.inject.migrate.io that does not verify the"
                                + " certificate in Secret/migrate-io-system/migrate-io-webhook-ca");
    }

    @Test
    void anEmptyBundleIsFoundWhateverTheSecret() {
        server.fail(SECRET, 403, "forbidden");
        assertThat(on(1, List.of()))
                .extracting(Finding::severity)
                .containsExactly(Severity.ERROR, Severity.UNKNOWN);
        serve(authority.certificate());
        assertThat(on(1, List.of()))
                .extracting(Finding::message)
                .last()
                .isEqualTo(
                        "has no caBundle for webhook pods.inject.migrate.io: API servers do not"
                                + " trust it");
    }

    /// As with cert-manager: the Secret that the Deployment mounts counts.
    @Test
    void theSecretIsTheMountedOne() {
        server.put(
                Installation.DEPLOYMENTS + "migrate-io-webhook",
                Installation.deployment("migrate-io-webhook", 2)
                        .replace("volumes: []", "volumes: [{secret: {secretName: tls}}]"));
        assertThat(on(1, List.of(authority.certificate())))
                .extracting(Finding::subject)
                .containsExactly("Secret/migrate-io-system/tls");
    }
}
