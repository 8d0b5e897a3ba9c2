package io.migrate.certs;

import static org.assertj.core.api.Assertions.assertThat;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Random;

class PemTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:15:30Z");
    private static final Duration WEEK = Duration.ofDays(7);

    private static final int LOOPS = 2_000;

    private final CertificateAuthority authority =
            CertificateAuthority.create(NOW, Duration.ofDays(365));
    private final Leaf leaf = authority.issue(List.of("localhost"), NOW, WEEK);
    private final String chain = Pem.write(leaf.chain());
    private final String key = Pem.write(leaf.key());

    @Test
    void aLeafRoundTrips() {
        assertThat(Pem.readLeaf(chain, key, NOW)).isEqualTo(new ParseResult.Usable<>(leaf));
    }

    @Test
    void anAuthorityRoundTrips() {
        var result =
                Pem.readAuthority(
                        Pem.write(List.of(authority.certificate())),
                        Pem.write(authority.key()),
                        NOW);

        assertThat(result).isEqualTo(new ParseResult.Usable<>(authority));
    }

    @Test
    void textFollowsRfc7468() {
        assertThat(chain).containsOnlyOnce("\n-----BEGIN CERTIFICATE-----\n").endsWith("-----\n");
        assertThat(chain.lines()).allMatch(line -> line.length() <= 64);
        assertThat(key)
                .startsWith("-----BEGIN PRIVATE KEY-----\n")
                .endsWith("\n-----END PRIVATE KEY-----\n")
                .doesNotContain("\r");
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA"})
    void readsOlderKeyFormats(String algorithm) throws Exception {
        KeyPair pair = algorithm.equals("EC") ? Keys.generate() : rsa(2048);
        String certificate = Pem.write(List.of(certificateOf(pair).sign(authority.key())));

        String older = older(pair);

        assertThat(older).startsWith("-----BEGIN " + algorithm + " PRIVATE KEY-----");
        assertThat(Pem.readLeaf(certificate, older, NOW)).isInstanceOf(ParseResult.Usable.class);
    }

    @Test
    void skipsOtherBlocksAndText() throws Exception {
        String parameters =
                "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";

        assertThat(Pem.readLeaf("subject=shop\n" + chain, parameters + key, NOW))
                .isEqualTo(new ParseResult.Usable<>(leaf));
        assertThat(Pem.readLeaf(key + chain, chain + key, NOW))
                .isEqualTo(new ParseResult.Usable<>(leaf));
        assertThat(Pem.readLeaf(chain.replace("\n", "\r\n"), key.replace("\n", "\r\n"), NOW))
                .isEqualTo(new ParseResult.Usable<>(leaf));
    }

    @Test
    void empty() {
        assertProblem(
                "",
                key,
                new CertificateProblem.Empty(CertificateProblem.Part.CERTIFICATE),
                "the certificate is empty");
        assertProblem(
                chain,
                " \n",
                new CertificateProblem.Empty(CertificateProblem.Part.PRIVATE_KEY),
                "the private key is empty");
    }

    @Test
    void malformed() {
        var certificate = new CertificateProblem.Malformed(CertificateProblem.Part.CERTIFICATE);
        var privateKey = new CertificateProblem.Malformed(CertificateProblem.Part.PRIVATE_KEY);
        assertProblem("hello", key, certificate, "the certificate is not valid PEM");
        assertProblem(chain, "hello", privateKey, "the private key is not valid PEM");
        assertProblem(chain.substring(0, 300), key, certificate);
        assertProblem(chain.substring(0, chain.length() - 90), key, certificate);
        assertProblem(chain.replace("MII", "@@@"), key, certificate);
        assertProblem(chain, key.replace("\nM", "\n@"), privateKey);
        assertProblem(chain, block("PRIVATE KEY", "AAAA"), privateKey);
        assertProblem(block("CERTIFICATE", "AAAA"), key, certificate);
    }

    @Test
    void pemOfADifferentKind() {
        assertProblem(
                key,
                key,
                new CertificateProblem.NoCertificate(),
                "the PEM text contains no certificate");
        assertProblem(
                chain,
                chain,
                new CertificateProblem.NoPrivateKey(),
                "the PEM text contains no private key");
    }

    @Test
    void theKeyOfAnotherCertificate() throws Exception {
        var other = authority.issue(List.of("localhost"), NOW, WEEK);
        var mismatch = new CertificateProblem.KeyMismatch("\"CN=migrate.io webhook\"");

        assertProblem(
                chain,
                Pem.write(other.key()),
                mismatch,
                "the private key does not match the certificate \"CN=migrate.io webhook\"");
        assertProblem(chain, Pem.write(rsa(2048).getPrivate()), mismatch);
    }

    @Test
    void aWrongKindOfKey() throws Exception {
        KeyPair ed25519 = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        assertProblem(
                chain,
                Pem.write(ed25519.getPrivate()),
                new CertificateProblem.UnsupportedKey("EdDSA"),
                "unsupported kind of private key: EdDSA");
        assertProblem(
                chain,
                Pem.write(rsa(1024).getPrivate()),
                new CertificateProblem.UnsupportedKey("RSA 1024"));
        assertProblem(
                chain,
                block("ENCRYPTED PRIVATE KEY", SEALED),
                new CertificateProblem.UnsupportedKey("encrypted"));
        assertThat(Pem.readAuthority(chain, Pem.write(rsa(2048).getPrivate()), NOW))
                .isEqualTo(
                        new ParseResult.Unusable<>(
                                new CertificateProblem.UnsupportedKey("RSA 2048")));
    }

    @Test
    void outsideItsValidity() {
        var subject = "\"CN=migrate.io webhook\"";
        Instant begin = leaf.validity().notBefore();
        Instant end = leaf.validity().notAfter();

        assertThat(Pem.readLeaf(chain, key, begin)).isInstanceOf(ParseResult.Usable.class);
        assertThat(Pem.readLeaf(chain, key, end)).isInstanceOf(ParseResult.Usable.class);
        assertThat(Pem.readLeaf(chain, key, begin.minusSeconds(1)))
                .isEqualTo(
                        new ParseResult.Unusable<>(
                                new CertificateProblem.NotYetValid(subject, begin)));
        assertThat(Pem.readLeaf(chain, key, end.plusSeconds(1)))
                .isEqualTo(
                        new ParseResult.Unusable<>(new CertificateProblem.Expired(subject, end)));
        assertThat(new CertificateProblem.Expired(subject, end).sentence())
                .isEqualTo(
                        "the certificate \"CN=migrate.io webhook\" expired at"
                                + " 2026-03-08T10:15:30Z");
    }

    @Test
    void aPairForADifferentPurpose() throws Exception {
        assertThat(
                        Pem.readLeaf(
                                Pem.write(List.of(authority.certificate())),
                                Pem.write(authority.key()),
                                NOW))
                .isEqualTo(
                        new ParseResult.Unusable<>(
                                new CertificateProblem.Unsuitable(
                                        Chains.subjectOf(authority.certificate()),
                                        "it has no subject alternative name")));
        assertThat(Pem.readAuthority(chain, key, NOW))
                .isEqualTo(
                        new ParseResult.Unusable<>(
                                new CertificateProblem.Unsuitable(
                                        "\"CN=migrate.io webhook\"",
                                        "it may not sign certificates")));
    }

    @Test
    void aBrokenChain() {
        var other = CertificateAuthority.create(NOW, WEEK).certificate();
        String unlinked = Pem.write(List.of(leaf.certificate(), other));

        assertProblem(
                unlinked,
                key,
                new CertificateProblem.BrokenChain("\"CN=migrate.io webhook\""),
                "the certificate \"CN=migrate.io webhook\" is not signed by the next one in the"
                        + " chain");
        assertThat(Pem.readLeaf(Pem.write(List.of(leaf.certificate())), key, NOW))
                .isInstanceOf(ParseResult.Usable.class);
    }

    /// Damaged input is reported as a value and never throws.
    @Test
    void damagedInputIsReportedAsAValue() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int i = 0; i < LOOPS; i++) {
            String cut = chain.substring(0, random.nextInt(chain.length()));
            String damaged = damage(damage(damage(chain, random), random), random);
            for (String text : List.of(cut, damaged)) {
                assertThat(Pem.readLeaf(text, damage(key, random), NOW))
                        .as("seed %d", seed)
                        .isNotNull();
            }
        }
    }

    /// The JDK verifies it if those bits are zero; Go does not.
    @Test
    void aSignatureWithUnusedBitsIsNoticed() throws Exception {
        Leaf even = leaf;
        while (even.certificate().getSignature()[even.certificate().getSignature().length - 1] % 2
                != 0) {
            even = authority.issue(List.of("localhost"), NOW, Duration.ofDays(1));
        }
        byte[] der = even.certificate().getEncoded();
        der[der.length - even.certificate().getSignature().length - 1] = 1;
        String damaged =
                "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                        .formatted(Base64.getMimeEncoder().encodeToString(der));

        assertProblem(
                damaged,
                Pem.write(even.key()),
                new CertificateProblem.Malformed(CertificateProblem.Part.CERTIFICATE));
    }

    /// A wrong character may go unnoticed only if the served certificate and key stay the same.
    @Test
    void aWrongCharacterIsNoticed() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int i = 0; i < LOOPS; i++) {
            assertIntact(Pem.readLeaf(damage(chain, random), key, NOW), seed);
            assertIntact(Pem.readLeaf(chain, damage(key, random), NOW), seed);
        }
    }

    private void assertIntact(ParseResult<Leaf> result, long seed) {
        switch (result) {
            case ParseResult.Unusable<Leaf>(CertificateProblem problem) ->
                    assertThat(problem.sentence()).isNotBlank();
            case ParseResult.Usable<Leaf>(Leaf read) -> {
                assertThat(read.certificate()).as("seed %d", seed).isEqualTo(leaf.certificate());
                assertThat(((ECPrivateKey) read.key()).getS())
                        .as("seed %d", seed)
                        .isEqualTo(((ECPrivateKey) leaf.key()).getS());
            }
        }
    }

    private static final String SEALED =
            // PKCS#8, PBES2: only its outer form is read
            "MCkwGwYJKoZIhvcNAQUDMA4ECAECAwQFBgcIAgIIAAQKAAECAwQFBgcICQ==";

    private static String damage(String text, Random random) {
        int place = random.nextInt(text.length());
        char wrong = (char) (' ' + random.nextInt(95));
        return text.substring(0, place) + wrong + text.substring(place + 1);
    }

    private void assertProblem(
            String certificates, String privateKey, CertificateProblem problem, String sentence) {
        assertProblem(certificates, privateKey, problem);
        assertThat(problem.sentence()).isEqualTo(sentence);
    }

    private void assertProblem(String certificates, String privateKey, CertificateProblem problem) {
        assertThat(Pem.readLeaf(certificates, privateKey, NOW))
                .isEqualTo(new ParseResult.Unusable<>(problem));
    }

    private CertificateTemplate certificateOf(KeyPair pair) {
        var names = List.of(SubjectAltName.parse("localhost"));
        var identifier = SubjectKeyIdentifier.getInstance(new DEROctetString(new byte[20]));
        List<Extension> extensions = Extensions.ofLeaf(pair.getPublic(), identifier, names);
        var name = new X500Name("CN=theirs");
        var issuer = new X500Name("CN=their authority");
        return new CertificateTemplate(
                issuer,
                name,
                Keys.serial(),
                Validity.startingAt(NOW, WEEK),
                pair.getPublic(),
                extensions);
    }

    private static KeyPair rsa(int bits) throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    /// As openssl and Go write them: RFC 5915 with the curve, PKCS#1.
    private static String older(KeyPair pair) throws Exception {
        return switch (pair.getPrivate()) {
            case ECPrivateKey ec ->
                    block(
                            "EC PRIVATE KEY",
                            encode(
                                    new org.bouncycastle.asn1.sec.ECPrivateKey(
                                            256, ec.getS(), SECObjectIdentifiers.secp256r1)));
            case PrivateKey rsa ->
                    block(
                            "RSA PRIVATE KEY",
                            encode(PrivateKeyInfo.getInstance(rsa.getEncoded()).parsePrivateKey()));
        };
    }

    private static String encode(ASN1Encodable value) throws Exception {
        return Base64.getEncoder().encodeToString(value.toASN1Primitive().getEncoded("DER"));
    }

    private static String block(String label, String base64) {
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }
}
