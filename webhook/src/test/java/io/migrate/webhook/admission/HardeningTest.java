package io.migrate.webhook.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migrate.webhook.injection.ClusterSnapshot;
import io.migrate.webhook.policy.Layer;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.tls.Identity;
import io.migrate.webhook.tls.SelfSigned;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.ext.web.Router;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLException;

/// The server and clients that do not behave, or that are to go elsewhere.
class HardeningTest {
    private static final String HEAD =
            "POST /mutate HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
    private static final String REVIEW =
            """
            {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview",
             "request": {"uid": "705ab4f5", "kind": {"group": "", "version": "v1", "kind": "Pod"},
             "namespace": "shop", "operation": "CREATE", "object": {"spec": {"containers": []}}}}
            """;

    private final Vertx vertx = Vertx.vertx();
    private final Identity first =
            SelfSigned.create(List.of("first.example"), Clock.systemUTC()).identity();
    private final Readiness readiness = Readiness.of(List.of(), List.of());
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private volatile boolean policiesAreKnown = true;
    private WebhookServer server;
    private int port;

    @BeforeEach
    void start() {
        var policies = Policies.of(Layer.builtIn("ghcr.io/migrate-io/migrator:1"), List.of());
        server =
                new WebhookServer(
                        new WebhookServer.Settings("127.0.0.1", 0, first.chain(), first.key()),
                        () ->
                                Optional.of(ClusterSnapshot.of(policies))
                                        .filter(_ -> policiesAreKnown),
                        readiness,
                        this::count);
        port = server.start(vertx).await();
    }

    private void count(ReviewResult result) {
        if (result.outcome().equals("failed")) {
            failures.add("%s failed %s".formatted(result.endpoint(), result.reason()));
        }
    }

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    private static String review() {
        return HEAD + "Content-Length: " + REVIEW.length() + "\r\n\r\n" + REVIEW;
    }

    @ParameterizedTest
    @CsvSource({
        "1, c023c009c02b, false", // TLS 1.0
        "2, c023c009c02b, false", // TLS 1.1
        "3, c023c009c02b, true", // TLS 1.2
        "3, c023c009c00a, false", // the same with CBC only
        "3, c023c009cca9, true" // and with ChaCha20
    })
    void oldTlsAndOldCiphersAreRefused(int minor, String suites, boolean taken) throws IOException {
        try (RawConnection client = RawConnection.plain(port)) {
            byte[] answer =
                    client.send(clientHello(minor, suites))
                            .some()
                            .getBytes(StandardCharsets.ISO_8859_1);
            assertThat((int) answer[0])
                    .as("a handshake message or an alert")
                    .isEqualTo(taken ? 22 : 21);
            if (!taken) {
                assertThat((int) answer[6])
                        .as("protocol_version or handshake_failure")
                        .isIn(70, 40);
            }
        }
    }

    /// RFC 5246, 7.4.1.2, with the extensions supported_groups (secp256r1), ec_point_formats and
    /// signature_algorithms.
    ///
    /// @param suites three, in hexadecimal
    private static String clientHello(int minor, String suites) {
        String body =
                "03%02x".formatted(minor)
                        + "72".repeat(32)
                        + "00"
                        + "0006"
                        + suites
                        + "0100"
                        + "0016"
                        + "000a000400020017"
                        + "000b00020100"
                        + "000d000400020403";
        String handshake = "010000%02x".formatted(body.length() / 2) + body;
        String record = "1603%02x00%02x".formatted(minor, handshake.length() / 2) + handshake;
        return new String(HexFormat.of().parseHex(record), StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource({
        "GET /PATH HTTP/1.1, 414",
        "GET / HTTP/1.1|x: PATH, 431",
        "how are you?, 400",
    })
    void whatIsNoRequestGetsItsStatusAsJson(String request, int status) throws Exception {
        String text = request.replace("PATH", "p".repeat(9000)).replace("|", "\r\n");
        try (RawConnection client = RawConnection.secure(port)) {
            assertThat(client.send(text + "\r\n\r\n").rest())
                    .matches("(?s)HTTP/1\\.[01] " + status + " .*")
                    .contains("content-type: application/json", "\"code\":" + status);
        }
    }

    /// Of the body nothing is sent.
    @Test
    void theTypeIsLookedAtBeforeTheBody() throws Exception {
        try (RawConnection client = RawConnection.secure(port)) {
            assertThat(
                            client.send(
                                            HEAD.replace("application/json", "text/plain")
                                                    + "Content-Length: 9000000\r\n\r\n")
                                    .some())
                    .startsWith("HTTP/1.1 415")
                    .contains("\"code\":415");
        }
    }

    /// What was announced does not count: nothing of these bodies has arrived but a byte.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 8388608\r\n\r\n{",
                "Transfer-Encoding: chunked\r\n\r\n1\r\n{"
            })
    void bodiesThatNeverComeKeepNoOthersOut(String announced) throws Exception {
        var waiting = new ArrayList<RawConnection>();
        try {
            for (int i = 0; i < 200; i++) {
                RawConnection each = RawConnection.secure(port);
                waiting.add(each.send(HEAD + announced));
            }
            for (int i = 0; i < 50; i++) {
                try (RawConnection client = RawConnection.secure(port)) {
                    assertThat(client.send(review()).some()).startsWith("HTTP/1.1 200");
                }
            }
            assertThat(failures).isEmpty();
        } finally {
            for (RawConnection each : waiting) {
                each.close();
            }
        }
    }

    @Test
    void aBodyThatDoesNotComeEndsWith408() throws Exception {
        try (RawConnection slow = RawConnection.secure(port)) {
            assertThat(slow.send(HEAD + "Content-Length: 8\r\n\r\n{").rest())
                    .startsWith("HTTP/1.1 408")
                    .contains(
                            "connection: close",
                            "did not arrive or was not answered within 10000 ms");
        }
        assertThat(failures).containsExactly("pods failed too-slow");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-2", "-1", "ffffffffffffffff", "7fffffffffffffff1", "zz", "80000000", ""})
    void aChunkOfImpossibleSizeIsNotHttp(String size) throws Exception {
        try (RawConnection client = RawConnection.secure(port)) {
            assertThat(
                            client.send(
                                            HEAD
                                                    + "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"
                                                    + size
                                                    + "\r\n}\r\n0\r\n\r\n")
                                    .rest())
                    .startsWith("HTTP/1.1 400")
                    .contains("\"code\":400");
        }
        assertThat(failures).containsExactly("pods failed malformed");
    }

    /// API servers write the uid first.
    @Test
    void aReviewThatIsTooLargeIsRefusedByItsUid() throws Exception {
        String beginning = REVIEW.substring(0, REVIEW.indexOf("{\"spec\"")) + "{\"x\": \"";
        try (RawConnection client = RawConnection.secure(port)) {
            client.send(HEAD + "Content-Length: 9000000\r\n\r\n" + beginning);
            assertThat(client.send("x".repeat(9_000_000 - beginning.length())).some())
                    .startsWith("HTTP/1.1 200")
                    .contains(
                            "\"uid\":\"705ab4f5\"",
                            "\"allowed\":false",
                            "\"code\":413",
                            "too large to be checked: the body is larger than 8388608 bytes",
                            "migrate.io/injection: disabled");
            assertThat(client.send(review()).some()).startsWith("HTTP/1.1 200");
        }
        assertThat(failures).containsExactly("pods failed too-large");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\u00ef\u00bb\u00bf", "\u00fe\u00ff", "\u00ff\u00fe", "\u0000", " \u0000"})
    void otherEncodingsThanUtf8AreRefused(String beginning) throws Exception {
        String body = beginning + REVIEW;
        try (RawConnection client = RawConnection.secure(port)) {
            assertThat(
                            client.send(
                                            HEAD
                                                    + "Content-Length: %d\r\n\r\n%s"
                                                            .formatted(body.length(), body))
                                    .some())
                    .startsWith("HTTP/1.1 400")
                    .contains("UTF-8");
        }
    }

    @Test
    void whatIsNotReadyIsTriedAgainInASecond() throws Exception {
        policiesAreKnown = false;
        try (RawConnection client = RawConnection.secure(port)) {
            assertThat(client.send(review()).some())
                    .startsWith("HTTP/1.1 503")
                    .contains("retry-after: 1");
        }
    }

    @Test
    void aReadyServerSaysSoAndOneThatIsNotSaysWhy() throws Exception {
        assertThat(readyz()).startsWith("HTTP/1.1 503").endsWith("warm-up: not completed yet\n");
        server.warmUp(vertx).await();
        assertThat(readyz()).startsWith("HTTP/1.1 200").endsWith("ok\n");
        server.drain();
        assertThat(readyz()).startsWith("HTTP/1.1 200");
        server.withdraw();
        assertThat(readyz()).startsWith("HTTP/1.1 503").contains("draining: ");
    }

    private String readyz() throws Exception {
        try (RawConnection client = RawConnection.secure(port)) {
            return client.send("GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                    .rest();
        }
    }

    @Test
    void aDrainingServerAnswersAndClosesTheConnection() throws Exception {
        try (RawConnection kept = RawConnection.secure(port)) {
            assertThat(kept.send(review()).some())
                    .startsWith("HTTP/1.1 200")
                    .doesNotContain("connection: close");
            server.drain();
            assertThat(kept.send(review()).some())
                    .startsWith("HTTP/1.1 200")
                    .contains("connection: close", "705ab4f5");
        }
        try (RawConnection late = RawConnection.secure(port)) {
            assertThat(late.send(review()).some()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void whatIsUnderWayIsFinishedAndWhatIsIdleIsClosed() throws Exception {
        try (RawConnection idle = RawConnection.secure(port);
                RawConnection busy = RawConnection.secure(port)) {
            assertThat(idle.send(review()).some()).startsWith("HTTP/1.1 200");
            String review = review();
            int half = review.length() - 20;
            busy.send(review.substring(0, half));
            Thread.sleep(300); // for the head to arrive

            server.drain();
            var stopped = server.stop();
            assertThat(idle.rest()).as("closed").isEmpty();
            assertThatThrownBy(() ->
                            stopped.toCompletionStage()
                                    .toCompletableFuture()
                                    .get(300, TimeUnit.MILLISECONDS))
                    .as("it waits for what is under way")
                    .isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> RawConnection.secure(port))
                    .as("nobody is let in")
                    .isInstanceOfAny(SocketException.class, SSLException.class);
            assertThat(busy.send(review.substring(half)).rest())
                    .startsWith("HTTP/1.1 200")
                    .contains("705ab4f5");
            stopped.await(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void newConnectionsGetTheNewCertificateWithoutALossForThoseThatAreOpen() throws Exception {
        var next = SelfSigned.create(List.of("next.example"), Clock.systemUTC()).identity();
        try (RawConnection open = RawConnection.secure(port)) {
            open.send(review()).some();
            server.present(next.chain(), next.key()).await();
            var shown = new HashSet<String>();
            for (int i = 0; i < 20; i++) {
                try (RawConnection fresh = RawConnection.secure(port)) {
                    shown.add(fresh.certificate().getSubjectAlternativeNames().toString());
                }
            }
            assertThat(shown).as("by all instances").containsExactly("[[2, next.example]]");
            assertThat(open.send(review()).some()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void whatTheServerCannotReadLeavesItWithWhatItHas() throws Exception {
        assertThatThrownBy(() -> server.present("garbage", first.key()).await())
                .isInstanceOfAny(RuntimeException.class, CompletionException.class);
        try (RawConnection fresh = RawConnection.secure(port)) {
            assertThat(fresh.certificate().getSubjectAlternativeNames().toString())
                    .contains("first.example");
        }
    }

    @Test
    void aHeadThatComesByteByByteIsCutOffAndAKeptConnectionIsNot() throws Exception {
        long deadline = 1500;
        var connections = new Connections(vertx, deadline, 100);
        Router router = Router.router(vertx);
        router.route()
                .handler(ctx -> {
                    connections.busy(ctx);
                    ctx.next();
                });
        router.route().handler(ctx -> ctx.response().end("ok"));
        var tls =
                new HttpServerOptions()
                        .setSsl(true)
                        .setUseAlpn(false)
                        .setKeyCertOptions(
                                new PemKeyCertOptions()
                                        .addCertValue(Buffer.buffer(first.chain()))
                                        .addKeyValue(Buffer.buffer(first.key())));
        int strict =
                vertx.createHttpServer(tls)
                        .connectionHandler(connections::opened)
                        .requestHandler(router)
                        .listen(0, "127.0.0.1")
                        .await()
                        .actualPort();
        try (RawConnection slow = RawConnection.secure(strict);
                RawConnection kept = RawConnection.secure(strict)) {
            Instant start = Instant.now();
            assertThatThrownBy(
                            () -> {
                                for (int i = 0; i < 1200; i++) {
                                    slow.send("G");
                                    Thread.sleep(50);
                                }
                            })
                    .isInstanceOfAny(SocketException.class, SSLException.class);
            assertThat(Duration.between(start, Instant.now()))
                    .isBetween(Duration.ofMillis(deadline / 2), Duration.ofMinutes(1));

            try (RawConnection polite = RawConnection.secure(strict)) {
                for (int i = 0; i < 6; i++) {
                    assertThat(polite.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").some())
                            .startsWith("HTTP/1.1 200");
                    Thread.sleep(deadline / 4);
                }
            }
            assertThat(kept.rest()).as("no request within the deadline").isEmpty();
        }
    }
}
