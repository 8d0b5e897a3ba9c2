package io.migrate.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.junit.jupiter.api.Test;

import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;

class LeafTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:15:30Z");
    private static final Duration WEEK = Duration.ofDays(7);
    private static final int DNS = 2; // X509Certificate.getSubjectAlternativeNames
    private static final int IP = 7;

    private final CertificateAuthority authority =
            CertificateAuthority.create(NOW, Duration.ofDays(365));
    private final Leaf leaf =
            authority.issue(
                    List.of("webhook.migrate.svc", "localhost", "127.0.0.1", "::1"), NOW, WEEK);

    @Test
    void isSignedByItsAuthorityAndShownWithIt() {
        assertThat(leaf.chain()).containsExactly(leaf.certificate(), authority.certificate());
        assertThat(leaf.isSignedBy(authority)).isTrue();
        assertThat(leaf.isSignedBy(CertificateAuthority.create(NOW, WEEK))).isFalse();
        assertThat(leaf.certificate().getIssuerX500Principal())
                .isEqualTo(authority.certificate().getSubjectX500Principal());
        assertThat(leaf.certificate().getSigAlgName()).isEqualTo("SHA256withECDSA");
    }

    @Test
    void servesTlsAndNothingElse() throws Exception {
        var certificate = leaf.certificate();

        assertThat(certificate.getVersion()).isEqualTo(3);
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(certificate.getKeyUsage())
                .containsExactly(true, false, false, false, false, false, false, false, false);
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(certificate.getCriticalExtensionOIDs())
                .containsExactlyInAnyOrder("2.5.29.19", "2.5.29.15");
        assertThat(certificate.getNonCriticalExtensionOIDs())
                .containsExactlyInAnyOrder("2.5.29.37", "2.5.29.17", "2.5.29.14", "2.5.29.35");
        assertThat(((ECPublicKey) certificate.getPublicKey()).getParams().toString())
                .contains("secp256r1");
    }

    @Test
    void distinguishesHostsFromAddresses() throws Exception {
        assertThat(leaf.certificate().getSubjectAlternativeNames())
                .containsExactly(
                        List.of(DNS, "webhook.migrate.svc"),
                        List.of(DNS, "localhost"),
                        List.of(IP, "127.0.0.1"),
                        List.of(IP, "0:0:0:0:0:0:0:1"));
    }

    @Test
    void pointsToTheKeyOfItsAuthority() throws Exception {
        assertThat(
                        AuthorityKeyIdentifier.fromExtensions(extensions(leaf.certificate()))
                                .getKeyIdentifierOctets())
                .isEqualTo(identifier(authority.certificate()))
                .isNotEqualTo(identifier(leaf.certificate()));
    }

    @Test
    void hasASerialNumberAndAKeyOfItsOwn() {
        var serials = new HashSet<Object>();
        var keys = new HashSet<Object>();
        int bits = 0;
        for (int i = 0; i < 50; i++) {
            var certificate = authority.issue(List.of("localhost"), NOW, WEEK).certificate();
            serials.add(certificate.getSerialNumber());
            keys.add(certificate.getPublicKey());
            assertThat(certificate.getSerialNumber()).isPositive();
            bits = Math.max(bits, certificate.getSerialNumber().bitLength());
        }

        assertThat(List.of(serials.size(), keys.size())).containsOnly(50);
        assertThat(bits).isBetween(120, 129);
    }

    @Test
    void beginsFiveMinutesEarly() {
        assertThat(authority.issue(List.of("localhost"), NOW.plus(WEEK), WEEK).validity())
                .isEqualTo(
                        new Validity(
                                NOW.plus(WEEK).minus(Duration.ofMinutes(5)),
                                NOW.plus(WEEK).plus(WEEK)));
    }

    @Test
    void aShortOneBeginsATenthEarlySoThatItIsNotDueAtOnce() {
        var minute = authority.issue(List.of("localhost"), NOW, Duration.ofMinutes(1));

        assertThat(minute.validity().notBefore()).isEqualTo(NOW.minusSeconds(6));
        assertThat(minute.validity().renewAt()).isEqualTo(NOW.plusSeconds(38));
    }

    @Test
    void neverOutlivesNorPredatesItsAuthority() {
        var young = CertificateAuthority.create(NOW, Duration.ofHours(1));

        var longer = young.issue(List.of("localhost"), NOW, WEEK);

        assertThat(longer.validity()).isEqualTo(young.validity());
    }

    @Test
    void isNotSignedByAnAuthorityThatHasExpired() {
        var afterwards = NOW.plus(Duration.ofDays(366));

        assertThatThrownBy(() -> authority.issue(List.of("localhost"), afterwards, WEEK))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void needsANameAndOnlyNames() {
        assertThatThrownBy(() -> authority.issue(List.of(), NOW, WEEK))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> authority.issue(List.of("https://localhost"), NOW, WEEK))
                .hasMessage("\"https://localhost\" is neither a DNS name nor an IP address");
    }

    @Test
    void refusesAKeyThatIsNotItsOwn() {
        var other = authority.issue(List.of("localhost"), NOW, WEEK);

        assertThatThrownBy(() -> new Leaf(leaf.chain(), other.key()))
                .hasMessageContaining("does not match the certificate");
    }

    @Test
    void toStringHidesTheKey() {
        assertThat(leaf.toString())
                .startsWith("CN=migrate.io webhook by CN=migrate.io webhook CA ")
                .endsWith(" until 2026-03-08T10:15:30Z");
    }

    private static byte[] identifier(X509Certificate certificate) throws Exception {
        return SubjectKeyIdentifier.fromExtensions(extensions(certificate)).getKeyIdentifier();
    }

    private static Extensions extensions(X509Certificate certificate) throws Exception {
        return new JcaX509CertificateHolder(certificate).getExtensions();
    }
}
