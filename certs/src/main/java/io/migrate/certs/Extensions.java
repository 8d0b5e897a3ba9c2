package io.migrate.certs;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;

import java.io.IOException;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.List;

/// The extensions of authority and leaf certificates, with the criticality of RFC 5280, 4.2.1.
final class Extensions {
    private Extensions() {}

    /// Allows signing leaves but no further authorities. Critical: 4.2.1.9 and 4.2.1.3.
    static List<Extension> ofAuthority(PublicKey own) {
        SubjectKeyIdentifier id = identify(own);
        return List.of(
                critical(Extension.basicConstraints, new BasicConstraints(0)),
                critical(Extension.keyUsage, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign)),
                plain(Extension.subjectKeyIdentifier, id),
                plain(Extension.authorityKeyIdentifier, pointTo(id)));
    }

    /// Copies the authority's identifier instead of computing it: chains are built by it (4.2.1.1).
    static List<Extension> ofLeaf(
            PublicKey own, SubjectKeyIdentifier authority, List<SubjectAltName> names) {
        GeneralName[] alternatives =
                names.stream().map(SubjectAltName::toGeneralName).toArray(GeneralName[]::new);
        return List.of(
                critical(Extension.basicConstraints, new BasicConstraints(false)),
                critical(Extension.keyUsage, new KeyUsage(KeyUsage.digitalSignature)),
                plain(
                        Extension.extendedKeyUsage,
                        new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth)),
                plain(Extension.subjectAlternativeName, new GeneralNames(alternatives)),
                plain(Extension.subjectKeyIdentifier, identify(own)),
                plain(Extension.authorityKeyIdentifier, pointTo(authority)));
    }

    private static AuthorityKeyIdentifier pointTo(SubjectKeyIdentifier authority) {
        return new AuthorityKeyIdentifier(authority.getKeyIdentifier());
    }

    private static SubjectKeyIdentifier identify(PublicKey key) {
        try {
            return new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(
                    "this JDK has no SHA-1, which key identifiers require", e);
        }
    }

    private static Extension critical(ASN1ObjectIdentifier type, ASN1Encodable value) {
        return new Extension(type, true, encode(value));
    }

    private static Extension plain(ASN1ObjectIdentifier type, ASN1Encodable value) {
        return new Extension(type, false, encode(value));
    }

    private static byte[] encode(ASN1Encodable value) {
        try {
            return value.toASN1Primitive().getEncoded("DER");
        } catch (IOException e) {
            throw new IllegalStateException("cannot encode a certificate extension as DER", e);
        }
    }
}
