package io.migrate.e2e;

import io.migrate.certs.CertificateAuthority;
import io.migrate.certs.Pem;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/// An authority that signs certificates of TLS clients.
record ClientAuthority(CertificateAuthority authority) {
    /// A client's certificate and its key.
    record Client(X509Certificate certificate, PrivateKey key) {}

    static ClientAuthority create() {
        return new ClientAuthority(CertificateAuthority.create(Instant.now(), Duration.ofDays(1)));
    }

    String pem() {
        return Pem.write(List.of(authority.certificate()));
    }

    Client client(String commonName) {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            KeyPair pair = generator.generateKeyPair();
            Instant now = Instant.now();
            var builder =
                    new JcaX509v3CertificateBuilder(
                            X500Name.getInstance(
                                    authority.certificate().getSubjectX500Principal().getEncoded()),
                            new BigInteger(100, new SecureRandom()).add(BigInteger.ONE),
                            Date.from(now.minusSeconds(60)),
                            Date.from(now.plusSeconds(3600)),
                            new X500Name("CN=" + commonName),
                            pair.getPublic());
            builder.addExtension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(authority.key());
            return new Client(
                    new JcaX509CertificateConverter().getCertificate(builder.build(signer)),
                    pair.getPrivate());
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
            throw new IllegalStateException(e);
        }
    }
}
