package io.migrate.certs;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;

/// The contents of a certificate before it is signed.
record CertificateTemplate(
        X500Name issuer,
        X500Name subject,
        BigInteger serial,
        Validity validity,
        PublicKey key,
        List<Extension> extensions) {

    X509Certificate sign(PrivateKey signer) {
        var builder =
                new JcaX509v3CertificateBuilder(
                        issuer,
                        serial,
                        Date.from(validity.notBefore()),
                        Date.from(validity.notAfter()),
                        subject,
                        key);
        try {
            for (Extension extension : extensions) {
                builder.addExtension(extension);
            }
            var signature = new JcaContentSignerBuilder("SHA256withECDSA").build(signer);
            return new JcaX509CertificateConverter().getCertificate(builder.build(signature));
        } catch (IOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException(
                    "this JDK cannot sign with " + Keys.describe(signer), e);
        }
    }
}
