package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.migrate.migrator.url.Libpq;

import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// TLS with a real server: who is let in, who is not, and what a person is told. Where the real
/// libpq knows what is asked, it decides in the same way.
class TlsTest {
    /// Connected, and the folder's migrations are pending: nothing was changed.
    private static final int CONNECTED = 17;

    private static final int REFUSED = 11;

    @TempDir static Path dir;

    private static TestAuthority ours;
    private static TestAuthority others;
    private static TlsServer server;
    private static Libpq libpq;
    private static TestAuthority.Signed good;
    private static String shown = "good";

    @BeforeAll
    static void start() throws Exception {
        ours = TestAuthority.create("ours");
        others = TestAuthority.create("others");
        good = ours.sign("db", TestAuthority.ec(), Instant.now(), "localhost", "127.0.0.1");
        server = TlsServer.start(good, ours);
        libpq = server.libpq();
        Folder.shop(Files.createDirectory(dir.resolve("migrations")));
        file("ours.pem", ours.pem());
        file("both.pem", others.pem() + ours.pem());
        file("others.pem", others.pem());
        file("none.pem", "nothing\n");
        KeyPair rsa = TestAuthority.rsa();
        client("robot", ours.sign("robot", rsa, Instant.now()));
        client("other", ours.sign("somebody", TestAuthority.ec(), Instant.now()));
        client("stranger", others.sign("robot", TestAuthority.ec(), Instant.now()));
        client(
                "late",
                ours.sign("robot", TestAuthority.ec(), Instant.now().minus(Duration.ofDays(1))));
        KeyPair ec = TestAuthority.ec();
        client("ec", ours.sign("robot", ec, Instant.now()));
        key("pkcs1.key", TestAuthority.pem(rsa.getPrivate()));
        key("sec1.key", TestAuthority.sec1(ec));
        key("locked.key", locked(rsa));
        key("open.key", TestAuthority.pem(rsa.getPrivate()));
        Files.setPosixFilePermissions(
                dir.resolve("open.key"), PosixFilePermissions.fromString("rw-r--r--"));
        key("der.key", "");
        Files.write(dir.resolve("der.key"), rsa.getPrivate().getEncoded());
        key("robot.p12", "");
        store(rsa);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static void file(String name, String text) throws Exception {
        Files.writeString(dir.resolve(name), text);
    }

    private static void key(String name, String text) throws Exception {
        file(name, text);
        Files.setPosixFilePermissions(
                dir.resolve(name), PosixFilePermissions.fromString("rw-------"));
    }

    private static void client(String name, TestAuthority.Signed signed) throws Exception {
        file(name + ".crt", signed.chainPem());
        key(name + ".key", TestAuthority.pkcs8(signed.keys()));
    }

    private static String locked(KeyPair keys) throws Exception {
        var encryptor =
                new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                        .setPassword(Postgres.PASSWORD.toCharArray())
                        .setProvider(new BouncyCastleProvider())
                        .build();
        return TestAuthority.pem(new JcaPKCS8Generator(keys.getPrivate(), encryptor).generate());
    }

    private static void store(KeyPair keys) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        char[] password = Postgres.PASSWORD.toCharArray();
        store.setKeyEntry(
                "anything",
                keys.getPrivate(),
                password,
                ours.sign("robot", keys, Instant.now()).chain().toArray(Certificate[]::new));
        try (OutputStream out = Files.newOutputStream(dir.resolve("robot.p12"))) {
            store.store(out, password);
        }
    }

    private static void show(String kind) throws Exception {
        if (kind.equals(shown)) {
            return;
        }
        Instant now = Instant.now();
        server.show(
                switch (kind) {
                    case "good" -> good;
                    case "elsewhere" -> ours.sign("x", TestAuthority.ec(), now, "db.example");
                    case "expired" ->
                            ours.sign(
                                    "x",
                                    TestAuthority.ec(),
                                    now.minus(Duration.ofDays(1)),
                                    "localhost");
                    case "future" ->
                            ours.sign(
                                    "x",
                                    TestAuthority.ec(),
                                    now.plus(Duration.ofHours(9)),
                                    "localhost");
                    case "foreign" -> others.sign("x", TestAuthority.rsa(), now, "localhost");
                    case "chain" -> chain(now);
                    default -> throw new IllegalArgumentException(kind);
                });
        shown = kind;
    }

    private static TestAuthority.Signed chain(Instant now) throws Exception {
        TestAuthority between = ours.intermediate("between");
        TestAuthority.Signed leaf = between.sign("x", TestAuthority.ec(), now, "localhost");
        return new TestAuthority.Signed(
                List.of(leaf.chain().getFirst(), between.certificate()), leaf.keys());
    }

    private static String url(String user, String host, String query) {
        String credentials = user.equals("shop") ? "shop:" + Postgres.PASSWORD : user;
        return "postgresql://%s@%s:%d/postgres?%s"
                .formatted(credentials, host, server.port(), query.replace("@", dir + "/"));
    }

    private static MigratorRun run(String url) throws Exception {
        return MigratorRun.with(
                Map.of(
                        "DATABASE_URL",
                        url,
                        "MIGRATE_CONNECT_TIMEOUT",
                        "30s",
                        "MIGRATE_DIR",
                        dir.resolve("migrations").toString()),
                "validate");
    }

    private static void same(String url, MigratorRun run) {
        if (libpq.major() < 15 && url.contains("@127.0.0.1") && url.contains("verify-full")) {
            // It does not look for addresses in certificates yet.
            return;
        }
        Optional<String> problem = libpq.connect(url);
        assertThat(problem.isEmpty())
                .as("libpq: " + problem.orElse("connected"))
                .isEqualTo(run.code() == CONNECTED);
    }

    /// `@` is the folder of files.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    good      | localhost | sslmode=prefer                                  | ok
                    good      | localhost | sslmode=allow                                   | ok
                    good      | localhost | sslmode=disable                                 | no encryption. The server requires TLS: set sslmode=require
                    good      | localhost | sslmode=require                                 | ok
                    good      | localhost | sslmode=require&sslrootcert=@ours.pem           | ok
                    good      | localhost | sslmode=require&sslrootcert=@others.pem         | is not signed by a CA in sslrootcert. Add the CA that signed it to sslrootcert.
                    good      | localhost | sslmode=verify-ca&sslrootcert=@ours.pem         | ok
                    good      | localhost | sslmode=verify-ca&sslrootcert=@both.pem         | ok
                    good      | localhost | sslmode=verify-ca&sslrootcert=@others.pem       | not signed by a CA in sslrootcert
                    good      | localhost | sslmode=verify-full&sslrootcert=@ours.pem       | ok
                    good      | 127.0.0.1 | sslmode=verify-full&sslrootcert=@ours.pem       | ok
                    good      | localhost | sslmode=verify-full&sslrootcert=@others.pem     | not signed by a CA in sslrootcert
                    good      | localhost | sslmode=verify-full&sslrootcert=@nowhere.pem    | nowhere.pem, which cannot be read; check that it is mounted
                    good      | localhost | sslmode=verify-full&sslrootcert=@none.pem       | none.pem contains
                    good      | localhost | sslmode=prefer&sslrootcert=@others.pem          | not signed by a CA in sslrootcert
                    good      | localhost | sslmode=require&ssl_min_protocol_version=TLSv1.3 | ok
                    good      | localhost | sslmode=require&ssl_max_protocol_version=TLSv1.2 | ok
                    good      | localhost | sslmode=require&sslsni=0                        | ok
                    good      | localhost | sslmode=require&channel_binding=require         | ok
                    good      | localhost | sslmode=require&channel_binding=disable         | ok
                    elsewhere | localhost | sslmode=verify-full&sslrootcert=@ours.pem       | does not match the host in the URL. Use a host name from the certificate
                    elsewhere | 127.0.0.1 | sslmode=verify-full&sslrootcert=@ours.pem       | does not match the host
                    elsewhere | localhost | sslmode=verify-ca&sslrootcert=@ours.pem         | ok
                    elsewhere | localhost | sslmode=require                                 | ok
                    expired   | localhost | sslmode=verify-full&sslrootcert=@ours.pem       | certificate has expired. Renew the certificate
                    expired   | localhost | sslmode=verify-ca&sslrootcert=@ours.pem         | certificate has expired
                    expired   | localhost | sslmode=require                                 | ok
                    future    | localhost | sslmode=verify-ca&sslrootcert=@ours.pem         | not valid yet. Compare the clocks
                    foreign   | localhost | sslmode=verify-full&sslrootcert=@ours.pem       | not signed by a CA in sslrootcert
                    foreign   | localhost | sslmode=require&sslrootcert=@ours.pem           | not signed by a CA in sslrootcert
                    foreign   | localhost | sslmode=require                                 | ok
                    chain     | localhost | sslmode=verify-full&sslrootcert=@ours.pem       | ok
                    chain     | localhost | sslmode=verify-full&sslrootcert=@others.pem     | not signed by a CA in sslrootcert
                    """)
    void servers(String kind, String host, String query, String expected) throws Exception {
        show(kind);
        String url = url("shop", host, query);
        MigratorRun run = run(url);
        check(run, expected);
        same(url, run);
    }

    private static void check(MigratorRun run, String expected) {
        boolean isWelcome = expected.equals("ok");
        assertThat(run.code()).as(run.output()).isEqualTo(isWelcome ? CONNECTED : REFUSED);
        if (!isWelcome) {
            assertThat(run.output()).contains(expected);
            assertThat(run.output().lines().filter(line -> line.startsWith("error: ")))
                    .as("one line")
                    .hasSize(1);
            assertThat(run.termination()).contains("\"outcome\":\"AccessDenied\",\"code\":11");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    sslcert=@robot.crt&sslkey=@robot.key       | ok
                    sslcert=@robot.crt&sslkey=@pkcs1.key       | ok
                    sslcert=@ec.crt&sslkey=@ec.key             | ok
                    sslcert=@ec.crt&sslkey=@sec1.key           | ok
                    sslcert=@robot.crt&sslkey=@locked.key&sslpassword=gr3at-Marker_7f3a | ok
                    sslcert=@robot.crt&sslkey=@locked.key&sslpassword=wrong | locked.key cannot be decrypted with sslpassword
                    sslmode=require                            | requires a valid client certificate. Set sslcert and sslkey
                    sslcert=@robot.crt&sslkey=@robot.key&sslcertmode=disable | requires a valid client certificate
                    sslcert=@other.crt&sslkey=@other.key       | certificate authentication failed for user "robot"
                    sslcert=@stranger.crt&sslkey=@stranger.key | the server rejected the client certificate (unknown_ca). Set sslcert
                    sslcert=@late.crt&sslkey=@late.key         | the server rejected the client certificate (certificate_expired)
                    sslcert=@robot.crt&sslkey=@ec.key          | ec.key does not match sslcert
                    sslcert=@robot.crt&sslkey=@open.key        | open.key can be read by others (rw-r--r--); mount the Secret with defaultMode: 0400
                    sslcert=@robot.crt&sslkey=@nowhere.key     | nowhere.key, which cannot be read
                    sslcert=@nowhere.crt&sslkey=@robot.key     | nowhere.crt, which cannot be read
                    sslcert=@robot.crt&sslkey=@none.pem        | none.pem
                    """)
    void clients(String query, String expected) throws Exception {
        show("good");
        String url = url("robot", "localhost", "sslmode=require&" + query);
        MigratorRun run = run(url);
        check(run, expected);
        same(url, run);
    }

    /// With TLS 1.3 the alert follows the handshake, and a client that is writing loses it.
    @Test
    void aLostTlsAlertIsRequestedAgain() throws Exception {
        show("good");
        try (LossyProxy lossy = LossyProxy.before(server.port())) {
            for (String each : List.of("robot", "stranger")) {
                String query = "sslmode=require&sslcert=@%1$s.crt&sslkey=@%1$s.key".formatted(each);
                MigratorRun run =
                        run(
                                url("robot", "localhost", query)
                                        .replace(":" + server.port(), ":" + lossy.port()));
                check(run, each.equals("robot") ? "ok" : "certificate (unknown_ca). Set sslcert");
                assertThat(run.output())
                        .as("the first attempt learns it")
                        .doesNotContain("waiting for");
            }
        }
    }

    /// What libpq does not read in this form, or not without files in the home directory.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    robot | sslmode=require&sslcert=@robot.crt&sslkey=@der.key                    | ok
                    robot | sslmode=require&sslcert=@robot.crt&sslkey=@locked.key                 | locked.key is encrypted, but sslpassword is not set
                    robot | sslmode=require&sslkey=@robot.p12&sslpassword=gr3at-Marker_7f3a       | ok
                    robot | sslmode=require&sslidentity=@robot.p12&sslpassword=gr3at-Marker_7f3a&sslaccept=strict&sslcert=@ours.pem | ok
                    robot | sslmode=require&sslkey=@robot.p12&sslpassword=wrong                   | robot.p12 is not a PKCS#12 file, or sslpassword is wrong
                    shop  | sslmode=no-verify&sslrootcert=@others.pem                             | ok
                    shop  | sslmode=verify-full                                                   | not signed by a CA in sslrootcert
                    shop  | sslrootcert=system                                                    | not signed by a CA in sslrootcert
                    shop  | sslaccept=strict&sslcert=@ours.pem                                    | ok
                    shop  | sslaccept=strict&sslcert=@others.pem                                  | not signed by a CA in sslrootcert
                    """)
    void beyondLibpq(String user, String query, String expected) throws Exception {
        show("good");
        check(run(url(user, "localhost", query)), expected);
    }

    @Test
    void howThePasswordIsAskedFor() throws Exception {
        show("good");
        for (String query :
                List.of(
                        "require_auth=scram-sha-256",
                        "require_auth=md5",
                        "require_auth=!scram-sha-256",
                        "require_auth=password,scram-sha-256",
                        "require_auth=none")) {
            if (libpq.major() < 16) {
                break;
            }
            String url = url("shop", "localhost", "sslmode=require&" + query);
            MigratorRun run = run(url);
            assertThat(run.code()).as(query + run.output()).isIn(CONNECTED, REFUSED);
            same(url, run);
        }
    }

    @Test
    void tlsFromTheFirstByte() throws Exception {
        show("good");
        String url = url("shop", "localhost", "sslmode=require&sslnegotiation=direct");
        MigratorRun run = run(url);
        if (libpq.major() >= 17) {
            assertThat(run.code()).as(run.output()).isEqualTo(CONNECTED);
            same(url, run);
        } else {
            assertThat(run.code()).as(run.output()).isNotEqualTo(CONNECTED);
        }
    }

    @Test
    void withoutTlsAtTheServer() throws Exception {
        Postgres database = Postgres.database();
        for (String query : List.of("?sslmode=require", "?sslmode=verify-full")) {
            MigratorRun run = run(database.url() + query);
            check(run, "the server does not support TLS. Enable ssl on the server");
        }
        // A password that would travel unbound is not sent.
        MigratorRun bound = run(database.url() + "?channel_binding=require");
        assertThat(bound.code()).as(bound.output()).isEqualTo(REFUSED);
        assertThat(libpq.connect(database.url() + "?channel_binding=require")).isPresent();
    }
}
