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
/// an ECDSA P-256 key. [Pem#readAuthority] gives a stored one back.
///
/// @param certificate what clients are to trust
/// @param key the private key of that certificate
public record CertificateAuthority(X509Certificate certificate, PrivateKey key) {
    private static final X500Name LEAF = new X500Name("CN=migrate.io webhook");
    private static final String GENERATION = "CN=migrate.io webhook CA ";

    /// Refuses what is no pair.
    ///
    /// @throws IllegalArgumentException if the key is not the certificate's, or not P-256, or the
    ///   certificate may not sign others
    public CertificateAuthority {
        Purpose.AUTHORITY
                .flaw(List.of(certificate), key)
                .ifPresent(flaw -> {
                    throw new IllegalArgumentException(flaw.sentence());
                });
    }

    /// A new generation. Its serial number is in its subject, so that no two of them are taken for
    /// each other where a client holds both.
    ///
    /// @param now it is valid a little before, for clocks that are behind
    /// @param validity how long after now
    /// @throws IllegalArgumentException if that is less than a second
    public static CertificateAuthority create(Instant now, Duration validity) {
        KeyPair pair = Keys.generate();
        BigInteger serial = Keys.serial();
        var name = new X500Name(GENERATION + serial.toString(16));
        var draft =
                new CertificateTemplate(
                        name,
                        name,
                        serial,
                        Validity.startingAt(now, validity),
                        pair.getPublic(),
                        Extensions.ofAuthority(pair.getPublic()));
        return new CertificateAuthority(draft.signedBy(pair.getPrivate()), pair.getPrivate());
    }

    /// Signs a certificate for a TLS server, with a new P-256 key. It never outlives this
    /// authority.
    ///
    /// @param dnsNamesAndIps the names under which the server is called, at least one
    /// @param now it is valid a little before, for clocks that are behind
    /// @param validity how long after now, if this authority lives that long
    /// @throws IllegalArgumentException if a name is neither a DNS name nor an IP address, if there
    ///   is none, or if this authority is not valid now
    public Leaf issue(List<String> dnsNamesAndIps, Instant now, Duration validity) {
        KeyPair pair = Keys.generate();
        var names = dnsNamesAndIps.stream().map(SubjectName::parse).toList();
        var draft =
                new CertificateTemplate(
                        X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()),
                        LEAF,
                        Keys.serial(),
                        Validity.startingAt(now, validity).within(lifetime()),
                        pair.getPublic(),
                        Extensions.ofLeaf(pair.getPublic(), identifier(), names));
        return new Leaf(List.of(draft.signedBy(key), certificate), pair.getPrivate());
    }

    /// When this generation is valid.
    public Validity lifetime() {
        return Validity.of(certificate);
    }

    /// Whether a certificate may vouch for others (RFC 5280, 4.2.1.9).
    static boolean maySign(X509Certificate certificate) {
        return certificate.getBasicConstraints() >= 0;
    }

    /// Whether a certificate looks like one that [#create] made, wherever it was found.
    static boolean isGeneration(X509Certificate certificate) {
        return maySign(certificate)
                && certificate.getSubjectX500Principal().getName().startsWith(GENERATION);
    }

    /// Its subject: the key is nobody's business.
    @Override
    public String toString() {
        return certificate.getSubjectX500Principal().getName() + " until " + lifetime().notAfter();
    }

    private SubjectKeyIdentifier identifier() {
        byte[] wrapped = certificate.getExtensionValue(Extension.subjectKeyIdentifier.getId());
        return SubjectKeyIdentifier.getInstance(ASN1OctetString.getInstance(wrapped).getOctets());
    }
}
