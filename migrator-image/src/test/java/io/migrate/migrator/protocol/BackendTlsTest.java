package io.migrate.migrator.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migrate.migrator.Postgres;
import io.migrate.migrator.TestAuthority;
import io.migrate.migrator.TlsServer;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/// Against a real server with TLS: `shop` logs in with a password, `robot` with a certificate.
@Timeout(120)
class BackendTlsTest {
    @TempDir static Path dir;

    private static TlsServer server;
    private static TestAuthority.Signed here;
    private static TestAuthority.Signed elsewhere;

    @BeforeAll
    static void start() throws Exception {
        TestAuthority ours = TestAuthority.create("ours");
        TestAuthority others = TestAuthority.create("others");
        here = ours.sign("db", TestAuthority.ec(), Instant.now(), "localhost", "127.0.0.1");
        elsewhere = ours.sign("db", TestAuthority.rsa(), Instant.now(), "db.example");
        server = TlsServer.start(here, ours);
        Files.writeString(dir.resolve("ours.pem"), ours.pem());
        Files.writeString(dir.resolve("others.pem"), others.pem());
        client("robot", ours.sign("robot", TestAuthority.rsa(), Instant.now()));
        client("stranger", others.sign("robot", TestAuthority.ec(), Instant.now()));
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static void client(String name, TestAuthority.Signed signed) throws Exception {
        Files.writeString(dir.resolve(name + ".crt"), signed.chainPem());
        Path key = dir.resolve(name + ".key");
        Files.writeString(key, TestAuthority.pkcs8(signed.keys()));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    }

    private static String url(String user, String host, String parameters) {
        return "postgresql://%s@%s:%d/postgres?%s"
                .formatted(user, host, server.port(), parameters.replace("DIR", dir.toString()));
    }

    private static String shop(String host, String parameters) {
        return url("shop:" + Postgres.PASSWORD, host, parameters);
    }

    private static void assertUnanswered(String url) {
        assertThatThrownBy(() -> Question.ask(url, "SELECT 1"))
                .isInstanceOf(Unanswered.class)
                .hasMessageNotContaining(Postgres.PASSWORD);
    }

    /// The server's own view of the session.
    private static final String ENCRYPTED =
            "SELECT ssl, version, current_user FROM pg_stat_ssl WHERE pid = pg_backend_pid()";

    @ParameterizedTest
    @CsvSource({
        "localhost,''",
        "localhost,sslmode=prefer",
        "localhost,sslmode=require",
        "localhost,sslmode=require&channel_binding=require&require_auth=scram-sha-256",
        "localhost,sslmode=require&channel_binding=disable",
        "localhost,sslmode=require&ssl_max_protocol_version=TLSv1.2&channel_binding=require",
        "localhost,sslmode=require&ssl_min_protocol_version=TLSv1.3&sslsni=0",
        "localhost,sslmode=verify-ca&sslrootcert=DIR/ours.pem",
        "127.0.0.1,sslmode=verify-ca&sslrootcert=DIR/ours.pem",
        "localhost,sslmode=verify-full&sslrootcert=DIR/ours.pem&channel_binding=require",
        "127.0.0.1,sslmode=verify-full&sslrootcert=DIR/ours.pem",
    })
    void aServerThatTheModeAcceptsAnswers(String host, String parameters) throws Exception {
        server.show(here);
        assertThat(Question.ask(shop(host, parameters), ENCRYPTED).getFirst().toString())
                .contains("Optional[t]")
                .contains(parameters.contains("TLSv1.2") ? "TLSv1.2" : "TLSv1.3")
                .contains("shop");
    }

    @ParameterizedTest
    @CsvSource({
        "sslmode=disable", // the server has no rule for it
        "sslmode=verify-ca&sslrootcert=DIR/others.pem",
        "sslmode=verify-full&sslrootcert=DIR/others.pem",
        "sslmode=prefer&sslrootcert=DIR/others.pem",
        "sslmode=verify-full",
        "sslmode=verify-ca&sslrootcert=DIR/missing.pem",
        "sslmode=require&sslcert=DIR/stranger.crt&sslkey=DIR/stranger.key",
        "sslmode=require&sslcert=DIR/robot.crt&sslkey=DIR/stranger.key",
        "sslmode=require&require_auth=none",
    })
    void aServerThatTheModeRejectsHasNoAnswer(String parameters) throws Exception {
        server.show(here);
        assertUnanswered(shop("localhost", parameters));
    }

    @Test
    void theNameIsVerifiedWithVerifyFullOnly() throws Exception {
        server.show(elsewhere);
        String root = "&sslrootcert=DIR/ours.pem";
        assertThat(Question.value(shop("localhost", "sslmode=verify-ca" + root), "SELECT 1"))
                .isEqualTo("1");
        assertThatThrownBy(() ->
                        Question.ask(shop("localhost", "sslmode=verify-full" + root), "SELECT 1"))
                .isInstanceOf(Unanswered.class)
                .hasMessageContaining("not for this host");
    }

    @Test
    void aCertificateLogsIn() throws Exception {
        server.show(here);
        String robot = "sslmode=require&sslcert=DIR/robot.crt&sslkey=DIR/robot.key";
        assertThat(Question.value(url("robot", "localhost", robot), "SELECT current_user"))
                .isEqualTo("robot");
        // As the driver, which does not count it as a method of its own.
        assertThat(
                        Question.value(
                                url("robot", "localhost", robot + "&require_auth=none"),
                                "SELECT current_user"))
                .isEqualTo("robot");
        assertUnanswered(url("robot", "localhost", "sslmode=require"));
        assertUnanswered(url("robot", "localhost", robot + "&require_auth=scram-sha-256"));
        assertUnanswered(url("robot", "localhost", robot + "&channel_binding=require"));
    }

    /// The hash of the channel binding is that of the certificate's signature.
    @ParameterizedTest
    @CsvSource({
        "RSA,2048,SHA256withRSA",
        "RSA,2048,SHA384withRSA",
        "RSA,2048,SHA512withRSA",
        "RSA,2048,SHA1withRSA",
        "EC,256,SHA256withECDSA",
        "EC,256,SHA384withECDSA",
        "EC,384,SHA512withECDSA",
    })
    void channelsAreBoundToEveryCertificate(String algorithm, int size, String signature)
            throws Exception {
        server.show(selfSigned(algorithm, size, signature));
        assertThat(
                        Question.value(
                                shop("localhost", "sslmode=require&channel_binding=require"),
                                "SELECT 42"))
                .isEqualTo("42");
    }

    @Test
    void aSignatureWithoutOneHashHasNoBinding() throws Exception {
        server.show(selfSigned("RSA", 2048, "SHA256withRSAandMGF1"));
        assertThatThrownBy(() -> Question.ask(shop("localhost", "sslmode=require"), "SELECT 1"))
                .isInstanceOf(Unanswered.class)
                .hasMessageContaining("no channel binding for RSASSA-PSS");
        assertThat(
                        Question.value(
                                shop("localhost", "sslmode=require&channel_binding=disable"),
                                "SELECT 42"))
                .isEqualTo("42");
    }

    private static TestAuthority.Signed selfSigned(String algorithm, int size, String signature)
            throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(size);
        KeyPair keys = generator.generateKeyPair();
        var name = new X500Name("CN=self");
        var builder =
                new JcaX509v3CertificateBuilder(
                        name,
                        BigInteger.TWO,
                        Date.from(Instant.now().minus(Duration.ofHours(1))),
                        Date.from(Instant.now().plus(Duration.ofHours(1))),
                        name,
                        keys.getPublic());
        return new TestAuthority.Signed(
                List.of(
                        new JcaX509CertificateConverter()
                                .getCertificate(
                                        builder.build(
                                                new JcaContentSignerBuilder(signature)
                                                        .setProvider(new BouncyCastleProvider())
                                                        .build(keys.getPrivate())))),
                keys);
    }
}
