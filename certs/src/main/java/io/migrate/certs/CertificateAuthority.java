package io.migrate.certs;

import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// One generation of the authority that signs the webhook's leaves: a self-signed certificate with
/// an ECDSA P-256 key. [Pem#readAuthority] reads a stored one.
///
/// @param certificate the certificate that clients must trust
/// @param key the private key of that certificate
public record CertificateAuthority(X509Certificate certificate, PrivateKey key) {
    private static final X500Name LEAF = new X500Name("CN=migrate.io webhook");
    private static final String GENERATION = "CN=migrate.io webhook CA ";

    /// Validates that certificate and key match.
    ///
    /// @throws IllegalArgumentException if the key does not match the certificate or is not P-256,
    ///   or if the certificate may not sign others
    public CertificateAuthority {
        Purpose.AUTHORITY
                .problem(List.of(certificate), key)
                .ifPresent(problem -> {
                    throw new IllegalArgumentException(problem.sentence());
                });
    }

    /// Creates a new generation. Its subject contains its serial number, so that a client that
    /// trusts several generations can distinguish them.
    ///
    /// @param now its validity starts shortly before, for clocks that are behind
    /// @param duration how long it is valid from now
    /// @throws IllegalArgumentException if the duration is less than a second
    public static CertificateAuthority create(Instant now, Duration duration) {
        KeyPair pair = Keys.generate();
        BigInteger serial = Keys.serial();
        var name = new X500Name(GENERATION + serial.toString(16));
        var template =
                new CertificateTemplate(
                        name,
                        name,
                        serial,
                        Validity.startingAt(now, duration),
                        pair.getPublic(),
                        Extensions.ofAuthority(pair.getPublic()));
        return new CertificateAuthority(template.sign(pair.getPrivate()), pair.getPrivate());
    }

    /// Issues a certificate for a TLS server, with a new P-256 key. It never outlives this
    /// authority.
    ///
    /// @param dnsNamesAndIps the subject alternative names of the server, at least one
    /// @param now its validity starts shortly before, for clocks that are behind
    /// @param duration how long it is valid from now, limited by this authority's own validity
    /// @throws IllegalArgumentException if a name is neither a DNS name nor an IP address, if there
    ///   is none, or if this authority is not valid now
    public Leaf issue(List<String> dnsNamesAndIps, Instant now, Duration duration) {
        KeyPair pair = Keys.generate();
        var names = dnsNamesAndIps.stream().map(SubjectAltName::parse).toList();
        var template =
                new CertificateTemplate(
                        X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()),
                        LEAF,
                        Keys.serial(),
                        Validity.startingAt(now, duration).within(validity()),
                        pair.getPublic(),
                        Extensions.ofLeaf(pair.getPublic(), identifier(), names));
        return new Leaf(List.of(template.sign(key), certificate), pair.getPrivate());
    }

    /// The validity of this generation.
    public Validity validity() {
        return Validity.of(certificate);
    }

    /// Whether a certificate may sign others (RFC 5280, 4.2.1.9).
    static boolean maySign(X509Certificate certificate) {
        return certificate.getBasicConstraints() >= 0;
    }

    /// Whether a certificate appears to have been created by [#create].
    static boolean isGeneration(X509Certificate certificate) {
        return maySign(certificate)
                && certificate.getSubjectX500Principal().getName().startsWith(GENERATION);
    }

    /// Subject and expiry, never the key.
    @Override
    public String toString() {
        return certificate.getSubjectX500Principal().getName() + " until " + validity().notAfter();
    }

    private SubjectKeyIdentifier identifier() {
        byte[] wrapped = certificate.getExtensionValue(Extension.subjectKeyIdentifier.getId());
        return SubjectKeyIdentifier.getInstance(ASN1OctetString.getInstance(wrapped).getOctets());
    }
}
