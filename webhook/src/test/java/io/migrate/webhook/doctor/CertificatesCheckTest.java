package io.migrate.webhook.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.migrate.certs.CertificateAuthority;
import io.migrate.certs.Pem;

import org.junit.jupiter.api.Test;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// Certificates over a year, which is how long an authority lives.
class CertificatesCheckTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final InstallationNames PARTS = new InstallationNames("migrate-io-system");

    private final CertificateAuthority authority =
            CertificateAuthority.create(START, Duration.ofDays(365));

    private static WebhookEntry hook(List<X509Certificate> trusted) {
        return new WebhookEntry(
                "MutatingWebhookConfiguration/migrate-io-injector",
                "pods.inject.migrate.io",
                "migrate-io-system/migrate-io-webhook",
                true,
                Pem.write(trusted),
                "Fail",
                "IfNeeded",
                List.of("any"));
    }

    private static Lookup<Secret> secret(List<X509Certificate> chain) {
        return new Lookup.Found<>(
                new SecretBuilder()
                        .withData(
                                Map.of(
                                        "tls.crt",
                                        Base64.getEncoder()
                                                .encodeToString(Pem.write(chain).getBytes(UTF_8))))
                        .build());
    }

    private List<Finding> on(int day, List<X509Certificate> trusted, Lookup<Secret> secret) {
        Instant now = START.plus(Duration.ofDays(day));
        return new CertificatesCheck(PARTS, now, "migrate-io-system/migrate-io-webhook-ca")
                .of(List.of(hook(trusted)), secret);
    }

    private List<Severity> severities(int day) {
        var own = List.of(authority.certificate());
        return on(day, own, secret(own)).stream().map(Finding::severity).toList();
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
    void aLeafIsVouchedForByItsIssuer() {
        var leaf = authority.issue(List.of("localhost"), START, Duration.ofDays(90));
        var alone = secret(List.of(leaf.certificate()));
        assertThat(on(1, List.of(authority.certificate()), alone))
                .extracting(Finding::severity)
                .containsExactly(Severity.OK);
        var other = CertificateAuthority.create(START, Duration.ofDays(365));
        assertThat(on(1, List.of(other.certificate()), alone))
                .extracting(Finding::what)
                .last()
                .isEqualTo(
                        "the caBundle of pods.inject.migrate.io does not vouch for what is in"
                                + " Secret/migrate-io-system/migrate-io-webhook-ca");
    }

    @Test
    void anEmptyBundleIsSeenWhateverTheSecret() {
        assertThat(on(1, List.of(), new Lookup.Forbidden<>("forbidden")))
                .extracting(Finding::severity)
                .containsExactly(Severity.ERROR, Severity.UNKNOWN);
        assertThat(on(1, List.of(), secret(List.of(authority.certificate()))))
                .extracting(Finding::what)
                .last()
                .isEqualTo(
                        "pods.inject.migrate.io has no caBundle: API servers trust nobody there");
    }
}
