package io.migrate.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.junit.jupiter.api.Test;

import java.security.Security;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;

class CertificateAuthorityTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:15:30.750Z");
    private static final Duration YEAR = Duration.ofDays(365);

    private final CertificateAuthority authority = CertificateAuthority.create(NOW, YEAR);

    @Test
    void isSelfSignedVersionThreeWithAP256Key() throws Exception {
        var certificate = authority.certificate();

        certificate.verify(certificate.getPublicKey());
        assertThat(certificate.getVersion()).isEqualTo(3);
        assertThat(certificate.getSigAlgName()).isEqualTo("SHA256withECDSA");
        assertThat(((ECPublicKey) certificate.getPublicKey()).getParams().toString())
                .contains("secp256r1");
        assertThat(certificate.getIssuerX500Principal())
                .isEqualTo(certificate.getSubjectX500Principal());
    }

    @Test
    void maySignLeavesAndNothingElse() {
        var certificate = authority.certificate();

        assertThat(certificate.getBasicConstraints()).isZero();
        assertThat(certificate.getKeyUsage())
                .containsExactly(false, false, false, false, false, true, true, false, false);
        assertThat(certificate.getCriticalExtensionOIDs())
                .containsExactlyInAnyOrder("2.5.29.19", "2.5.29.15");
        assertThat(certificate.getNonCriticalExtensionOIDs())
                .containsExactlyInAnyOrder("2.5.29.14", "2.5.29.35");
    }

    @Test
    void pointsToItself() throws Exception {
        var extensions = new JcaX509CertificateHolder(authority.certificate()).getExtensions();
        var own = SubjectKeyIdentifier.fromExtensions(extensions);
        var issuer = AuthorityKeyIdentifier.fromExtensions(extensions);

        assertThat(own.getKeyIdentifier()).hasSize(20).isEqualTo(issuer.getKeyIdentifierOctets());
        assertThat(extensions.getExtension(Extension.subjectKeyIdentifier).isCritical()).isFalse();
    }

    @Test
    void beginsFiveMinutesEarlyAndEndsWithItsValidity() {
        assertThat(authority.validity())
                .isEqualTo(
                        new Validity(
                                Instant.parse("2026-03-01T10:10:30Z"),
                                Instant.parse("2027-03-01T10:15:30Z")));
    }

    @Test
    void livesBeyondTheYearInWhichX509ChangesItsTimeFormat() {
        var late = CertificateAuthority.create(Instant.parse("2049-12-01T00:00:00Z"), YEAR);

        assertThat(late.validity().notAfter()).isEqualTo("2050-12-01T00:00:00Z");
    }

    @Test
    void noTwoGenerationsHaveASubjectASerialNumberOrAKeyInCommon() {
        var subjects = new HashSet<Object>();
        var serials = new HashSet<Object>();
        var keys = new HashSet<Object>();
        for (int i = 0; i < 50; i++) {
            var certificate = CertificateAuthority.create(NOW, YEAR).certificate();
            subjects.add(certificate.getSubjectX500Principal());
            serials.add(certificate.getSerialNumber());
            keys.add(certificate.getPublicKey());
            assertThat(certificate.getSerialNumber()).isPositive();
            assertThat(certificate.getSubjectX500Principal().getName().length())
                    .isLessThanOrEqualTo("CN=".length() + 64); // RFC 5280, ub-common-name
        }

        assertThat(List.of(subjects.size(), serials.size(), keys.size())).containsOnly(50);
    }

    @Test
    void refusesAKeyThatIsNotItsOwnAndACertificateThatMayNotSign() {
        var other = CertificateAuthority.create(NOW, YEAR);
        var leaf = authority.issue(List.of("localhost"), NOW, Duration.ofDays(1));

        assertThatThrownBy(() -> new CertificateAuthority(authority.certificate(), other.key()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not match the certificate");
        assertThatThrownBy(() -> new CertificateAuthority(leaf.certificate(), leaf.key()))
                .hasMessageContaining("may not sign certificates");
    }

    @Test
    void toStringHidesTheKey() {
        assertThat(authority)
                .hasToString(
                        authority.certificate().getSubjectX500Principal().getName()
                                + " until 2027-03-01T10:15:30Z");
    }

    @Test
    void registersNoSecurityProvider() {
        assertThat(Security.getProvider("BC")).isNull();
    }
}
