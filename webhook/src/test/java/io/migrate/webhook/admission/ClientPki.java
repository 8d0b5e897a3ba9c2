package io.migrate.webhook.admission;

import io.migrate.certs.Pem;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
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
import java.util.ArrayList;
import java.util.Date;
import java.util.List;

/// An authority that signs certificates of clients and of further authorities.
record ClientPki(List<X509Certificate> chain, PrivateKey key) {
    /// A client.
    record Client(List<X509Certificate> chain, PrivateKey key) {}

    /// What a client's certificate says.
    record Terms(String name, String host, KeyPurposeId use, Instant from, Instant until) {
        /// Those of an API server's certificate.
        static Terms of(String name) {
            Instant now = Instant.now();
            return new Terms(
                    name,
                    name + ".example",
                    KeyPurposeId.id_kp_clientAuth,
                    now.minusSeconds(60),
                    now.plus(Duration.ofDays(1)));
        }

        Terms until(Instant end) {
            return new Terms(name, host, use, from, end);
        }

        Terms since(Instant start) {
            return new Terms(name, host, use, start, until);
        }

        Terms use(KeyPurposeId other) {
            return new Terms(name, host, other, from, until);
        }
    }

    static ClientPki create(String name) {
        KeyPair pair = pair();
        var subject = new X500Name("CN=" + name);
        var builder = builder(subject, subject, pair, Terms.of(name));
        return new ClientPki(
                List.of(signed(authority(builder), pair.getPrivate())), pair.getPrivate());
    }

    /// Another authority, signed by this one.
    ClientPki intermediate(String name) {
        KeyPair pair = pair();
        var builder = builder(subject(), new X500Name("CN=" + name), pair, Terms.of(name));
        return new ClientPki(with(signed(authority(builder), key)), pair.getPrivate());
    }

    Client client(String name) {
        return client(Terms.of(name));
    }

    Client client(Terms terms) {
        KeyPair pair = pair();
        var builder = builder(subject(), new X500Name("O=x,CN=" + terms.name()), pair, terms);
        try {
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(terms.use()));
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, terms.host())));
        } catch (CertIOException e) {
            throw new IllegalStateException(e);
        }
        return new Client(with(signed(builder, key)), pair.getPrivate());
    }

    /// The certificate as PEM.
    String pem() {
        return Pem.write(chain.subList(0, 1));
    }

    private List<X509Certificate> with(X509Certificate first) {
        var all = new ArrayList<>(List.of(first));
        all.addAll(chain);
        return all;
    }

    private X500Name subject() {
        return X500Name.getInstance(chain.getFirst().getSubjectX500Principal().getEncoded());
    }

    private static KeyPair pair() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JcaX509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, KeyPair pair, Terms terms) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(100, new SecureRandom()).add(BigInteger.ONE),
                Date.from(terms.from()),
                Date.from(terms.until()),
                subject,
                pair.getPublic());
    }

    private static JcaX509v3CertificateBuilder authority(JcaX509v3CertificateBuilder builder) {
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            return builder;
        } catch (CertIOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate signed(JcaX509v3CertificateBuilder builder, PrivateKey signer) {
        try {
            var signature = new JcaContentSignerBuilder("SHA256withECDSA").build(signer);
            return new JcaX509CertificateConverter().getCertificate(builder.build(signature));
        } catch (OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
