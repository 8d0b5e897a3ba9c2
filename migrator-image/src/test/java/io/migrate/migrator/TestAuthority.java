package io.migrate.migrator;

import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;

/// Signs certificates of every kind that a person can get wrong.
public record TestAuthority(X509Certificate certificate, KeyPair keys) {
    /// A certificate with its key.
    public record Signed(List<X509Certificate> chain, KeyPair keys) {
        public String chainPem() throws IOException {
            return pem(chain.toArray());
        }
    }

    public static TestAuthority create(String name) throws GeneralSecurityException {
        KeyPair keys = ec();
        return new TestAuthority(
                sign(name, name, keys, keys, true, List.of(), Instant.now(), Duration.ofDays(1)),
                keys);
    }

    public static KeyPair ec() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    public static KeyPair rsa() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    /// An authority below this one.
    public TestAuthority intermediate(String name) throws GeneralSecurityException {
        KeyPair own = ec();
        return new TestAuthority(
                sign(issuer(), name, own, keys, true, List.of(), Instant.now(), Duration.ofDays(1)),
                own);
    }

    /// Valid from an hour before `now`.
    public Signed sign(String name, KeyPair own, Instant now, String... hosts)
            throws GeneralSecurityException {
        X509Certificate leaf =
                sign(issuer(), name, own, keys, false, List.of(hosts), now, Duration.ofHours(2));
        return new Signed(List.of(leaf), own);
    }

    private String issuer() {
        return certificate.getSubjectX500Principal().getName().substring("CN=".length());
    }

    private static X509Certificate sign(
            String issuer,
            String subject,
            KeyPair own,
            KeyPair signer,
            boolean isAuthority,
            List<String> hosts,
            Instant now,
            Duration validity)
            throws GeneralSecurityException {
        var builder =
                new JcaX509v3CertificateBuilder(
                        new X500Name("CN=" + issuer),
                        new BigInteger(100, new SecureRandom()),
                        Date.from(now.minus(Duration.ofHours(1))),
                        Date.from(now.plus(validity)),
                        new X500Name("CN=" + subject),
                        own.getPublic());
        try {
            builder.addExtension(
                    Extension.basicConstraints, true, new BasicConstraints(isAuthority));
            if (!hosts.isEmpty()) {
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(
                                hosts.stream()
                                        .map(TestAuthority::generalName)
                                        .toArray(GeneralName[]::new)));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(
                                    new JcaContentSignerBuilder("SHA256withECDSA")
                                            .build(signer.getPrivate())));
        } catch (CertIOException | OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static GeneralName generalName(String host) {
        return new GeneralName(
                host.matches("[0-9.]+") ? GeneralName.iPAddress : GeneralName.dNSName, host);
    }

    public String pem() throws IOException {
        return pem(certificate);
    }

    /// As OpenSSL writes a key of a curve by itself.
    public static String sec1(KeyPair keys) throws IOException {
        byte[] der =
                new ECPrivateKey(
                                256,
                                ((java.security.interfaces.ECPrivateKey) keys.getPrivate()).getS(),
                                SECObjectIdentifiers.secp256r1)
                        .getEncoded();
        return pem(new PemObject("EC PRIVATE KEY", der));
    }

    /// As OpenSSL writes any key since its version 1.
    public static String pkcs8(KeyPair keys) throws IOException {
        return pem(new PemObject("PRIVATE KEY", keys.getPrivate().getEncoded()));
    }

    /// Certificates, other objects, and keys of RSA in PKCS#1.
    public static String pem(Object... objects) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            for (Object each : (Iterable<Object>) Stream.of(objects)::iterator) {
                writer.writeObject(each);
            }
        }
        return text.toString();
    }
}
