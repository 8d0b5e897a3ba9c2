package io.migrate.certs;

import static org.assertj.core.api.Assertions.assertThat;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class ClientAuthoritiesTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:15:30Z");
    private static final Validity YEAR = Validity.startingAt(NOW, Duration.ofDays(365));

    private final KeyPair rootKeys = Keys.generate();
    private final X500Name rootName = new X500Name("CN=root");
    private final X509Certificate root = sign(rootName, rootKeys, rootName, rootKeys, authority());
    private final ClientAuthorities authorities = new ClientAuthorities(List.of(root));

    private static X509Certificate sign(
            X500Name issuer,
            KeyPair issuerKeys,
            X500Name subject,
            KeyPair keys,
            List<Extension> extensions) {
        return new CertificateTemplate(
                        issuer, subject, Keys.serial(), YEAR, keys.getPublic(), extensions)
                .sign(issuerKeys.getPrivate());
    }

    private static List<Extension> authority() {
        try {
            return List.of(
                    new Extension(
                            Extension.basicConstraints,
                            true,
                            new BasicConstraints(true).getEncoded()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509Certificate client(String subject, Extension... extensions) {
        return sign(
                rootName, rootKeys, new X500Name(subject), Keys.generate(), List.of(extensions));
    }

    /// The root, then this many authorities, then a client.
    private List<X509Certificate> chain(int intermediates) {
        var chain = new ArrayList<X509Certificate>();
        X500Name issuer = rootName;
        KeyPair issuerKeys = rootKeys;
        for (int i = 1; i <= intermediates; i++) {
            var name = new X500Name("CN=authority " + i);
            KeyPair keys = Keys.generate();
            chain.addFirst(sign(issuer, issuerKeys, name, keys, authority()));
            issuer = name;
            issuerKeys = keys;
        }
        chain.addFirst(
                sign(issuer, issuerKeys, new X500Name("CN=api"), Keys.generate(), List.of()));
        return chain;
    }

    @ParameterizedTest
    @CsvSource({"0, true", "1, true", "4, true", "5, false"})
    void chainsAreFollowedUpToALimit(int intermediates, boolean trusted) {
        assertThat(authorities.problem(chain(intermediates), NOW).isEmpty()).isEqualTo(trusted);
    }

    /// Clients may send more than is needed.
    @Test
    void whatFollowsTheAuthorityIsIgnored() {
        var stranger = CertificateAuthority.create(NOW, Duration.ofDays(1)).certificate();
        var client = client("CN=api");
        assertThat(authorities.problem(List.of(client, root, stranger), NOW)).isEmpty();
        assertThat(authorities.problem(List.of(client, stranger), NOW)).isEmpty();
        assertThat(authorities.problem(List.of(stranger, client, root), NOW)).isPresent();
    }

    /// Its meaning is not known, and it might restrict the certificate (RFC 5280, 4.2).
    @Test
    void unknownCriticalExtensionsAreRefused() throws IOException {
        var id = new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1");
        var critical = new Extension(id, true, DERNull.INSTANCE.getEncoded());
        var plain = new Extension(id, false, DERNull.INSTANCE.getEncoded());
        assertThat(authorities.problem(List.of(client("CN=api", plain)), NOW)).isEmpty();
        assertThat(authorities.problem(List.of(client("CN=api", critical)), NOW))
                .hasValueSatisfying(
                        each -> assertThat(each).isInstanceOf(CertificateProblem.Unsuitable.class));
    }

    @Test
    void bothEndsOfTheValidityCount() {
        var chain = List.of(client("CN=api"));
        assertThat(authorities.problem(chain, YEAR.notBefore())).isEmpty();
        assertThat(authorities.problem(chain, YEAR.notAfter())).isEmpty();
        assertThat(authorities.problem(chain, YEAR.notBefore().minusSeconds(1)))
                .isEqualTo(
                        Optional.of(
                                new CertificateProblem.NotYetValid(
                                        "\"CN=api\"", YEAR.notBefore())));
        assertThat(authorities.problem(chain, YEAR.notAfter().plusSeconds(1)))
                .isEqualTo(
                        Optional.of(new CertificateProblem.Expired("\"CN=api\"", YEAR.notAfter())));
    }

    @Test
    void namesAreCommonNamesAndTextualAlternatives() throws IOException {
        var names =
                new GeneralNames(
                        new GeneralName[] {
                            new GeneralName(GeneralName.dNSName, "api.example"),
                            new GeneralName(GeneralName.iPAddress, "192.0.2.7"),
                            new GeneralName(
                                    GeneralName.uniformResourceIdentifier, "spiffe://x/api"),
                            new GeneralName(GeneralName.directoryName, "CN=other")
                        });
        var certificate =
                client(
                        "O=system:masters,CN=one,CN=two\\, three",
                        new Extension(Extension.subjectAlternativeName, false, names.getEncoded()));
        assertThat(ClientAuthorities.namesOf(certificate))
                .containsExactlyInAnyOrder(
                        "one", "two, three", "api.example", "192.0.2.7", "spiffe://x/api");
        assertThat(ClientAuthorities.namesOf(client("O=no name"))).isEmpty();
    }
}
