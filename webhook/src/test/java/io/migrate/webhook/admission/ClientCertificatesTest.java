package io.migrate.webhook.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.migrate.certs.Pem;
import io.migrate.webhook.injection.ClusterSnapshot;
import io.migrate.webhook.policy.Layer;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.tls.AuthorizedClients;
import io.migrate.webhook.tls.Identity;
import io.migrate.webhook.tls.SelfSigned;
import io.vertx.core.Vertx;

import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// Who may send reviews to a server with `--client-ca-file`, over real TLS.
class ClientCertificatesTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String REVIEW =
            """
            {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview",
             "request": {"uid": "705ab4f5", "kind": {"group": "", "version": "v1", "kind": "Pod"},
             "namespace": "shop", "operation": "CREATE", "object": {"spec": {"containers": []}}}}
            """;

    @TempDir private Path folder;
    private final Vertx vertx = Vertx.vertx();
    private final List<ReviewResult> results = new CopyOnWriteArrayList<>();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private final ClientPki authority = ClientPki.create("authority");
    private final SelfSigned identity = SelfSigned.create(List.of("localhost"), Clock.systemUTC());
    private Path file;
    private WebhookServer server;
    private AuthorizedClients clients;
    private int port;
    private volatile boolean reporting;

    @BeforeEach
    void start() throws Exception {
        file = Files.writeString(folder.resolve("ca.crt"), authority.pem());
        serve(Set.of());
    }

    private void serve(Set<String> names) {
        clients = new AuthorizedClients(file, names, now::get);
        clients.start();
        Identity first = identity.identity();
        var policies = Policies.of(Layer.builtIn("ghcr.io/migrate-io/migrator:1"), List.of());
        server =
                new WebhookServer(
                        new WebhookServer.Settings(
                                "127.0.0.1",
                                0,
                                first.chain(),
                                first.key(),
                                Optional.of(this::decide)),
                        () -> Optional.of(ClusterSnapshot.of(policies)),
                        Readiness.of(
                                List.of(),
                                List.of(
                                        new Readiness.Gate(
                                                "client authorities", clients::missing))),
                        results::add);
        port = server.start(vertx).await();
    }

    private ClientPolicy.Decision decide(List<X509Certificate> chain) {
        Optional<String> refusal = clients.refusal(chain);
        return refusal.isEmpty()
                ? new ClientPolicy.Decision.Admitted()
                : reporting
                        ? new ClientPolicy.Decision.Reported(refusal.get())
                        : new ClientPolicy.Decision.Refused(refusal.get());
    }

    private void restart(Set<String> names) {
        clients.close();
        server.stop().await();
        serve(names);
    }

    @AfterEach
    void stop() {
        clients.close();
        vertx.close().await();
    }

    private HttpClient client(Optional<ClientPki.Client> as) throws Exception {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        if (as.isPresent()) {
            store.setKeyEntry(
                    "client",
                    as.get().key(),
                    new char[0],
                    as.get().chain().toArray(X509Certificate[]::new));
        }
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), TrustingClient.managers(identity.authority()), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private HttpResponse<String> get(String path) throws Exception {
        try (HttpClient client = client(Optional.empty())) {
            return client.send(
                    HttpRequest.newBuilder(uri(path)).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private URI uri(String path) {
        return URI.create("https://localhost:" + port + path);
    }

    private HttpResponse<String> post(HttpClient client, String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(uri(path))
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(REVIEW))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> review(ClientPki.Client as) throws Exception {
        try (HttpClient client = client(Optional.of(as))) {
            return post(client, "/mutate");
        }
    }

    private void assertRefused(ClientPki.Client as, String reason) throws Exception {
        assertRefused(review(as), reason);
    }

    private static void assertRefused(HttpResponse<String> answer, String reason) {
        assertThat(answer.body())
                .contains("\"kind\":\"Status\"", "\"code\":403", "client certificate refused: ")
                .contains(reason);
        assertThat(answer.statusCode()).isEqualTo(403);
    }

    private void assertAnswered(ClientPki.Client as) throws Exception {
        var answer = review(as);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("705ab4f5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mutate", "/workloads"})
    void reviewsNeedACertificate(String path) throws Exception {
        try (HttpClient nobody = client(Optional.empty());
                HttpClient server = client(Optional.of(authority.client("kube-apiserver")))) {
            assertRefused(
                    post(nobody, path),
                    "none was presented. Configure the API server to present one"
                            + " (--admission-control-config-file)");
            assertThat(post(server, path).statusCode()).isEqualTo(200);
        }
        assertThat(results)
                .extracting(each -> each.outcome() + " " + each.reason())
                .startsWith("failed client-refused")
                .hasSize(2);
    }

    @Test
    void reportedClientsAreAnswered() throws Exception {
        var stranger = ClientPki.create("other").client("kube-apiserver");
        assertRefused(stranger, "not signed by a trusted authority");
        reporting = true;
        assertAnswered(stranger);
        assertThat(results)
                .extracting(ReviewResult::reason)
                .containsExactly("client-refused", "not-enabled");
    }

    /// kubelet has no certificate of this authority.
    @Test
    void probesNeedNone() throws Exception {
        assertThat(get("/livez").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").body()).startsWith("warm-up: ");
        server.warmUp(vertx).await();
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        assertThat(results).as("the warm-up is not counted").isEmpty();
    }

    @Test
    void anotherAuthoritysCertificatesAreRefused() throws Exception {
        assertRefused(
                ClientPki.create("other").client("kube-apiserver"),
                "is not signed by a trusted authority; its issuer is \\\"CN=other\\\"");
        assertRefused(
                ClientPki.create("authority").client("kube-apiserver"),
                "is not signed by a trusted authority; its issuer is \\\"CN=authority\\\"");
    }

    @Test
    void certificatesMustBeValidNow() throws Exception {
        Instant soon = now.get().plusSeconds(60);
        var brief = authority.client(ClientPki.Terms.of("brief").until(soon));
        var early = authority.client(ClientPki.Terms.of("early").since(soon));
        assertAnswered(brief);
        assertRefused(early, "is not valid before ");
        now.set(soon.plusSeconds(2));
        assertAnswered(early);
        assertRefused(brief, "CN=brief,O=x\\\" expired at ");
        now.set(soon.plus(Duration.ofDays(2)));
        assertRefused(
                authority.client(ClientPki.Terms.of("late").until(soon.plus(Duration.ofDays(4)))),
                "is not signed by a trusted authority"); // which expired
    }

    @Test
    void certificatesMustBeForClients() throws Exception {
        var terms = ClientPki.Terms.of("server");
        assertRefused(
                authority.client(terms.use(KeyPurposeId.id_kp_serverAuth)),
                "is not suitable: it is not for client authentication");
        assertAnswered(authority.client(terms.use(KeyPurposeId.anyExtendedKeyUsage)));
    }

    /// A client must not be able to sign for others.
    @Test
    void onlyAuthoritiesSign() throws Exception {
        var intermediate = authority.intermediate("intermediate");
        assertAnswered(intermediate.client("below"));
        assertAnswered(intermediate.intermediate("further").client("deep"));
        var client = authority.client("client");
        assertRefused(
                new ClientPki(client.chain(), client.key()).client("forged"), "is not suitable");
    }

    @Test
    void theChainMayBeginAtAnIntermediate() throws Exception {
        var intermediate = authority.intermediate("intermediate");
        Files.writeString(file, intermediate.pem());
        awaitRefusal(authority.client("above"), Optional.of("not signed by a trusted authority"));
        assertAnswered(intermediate.client("below"));
        assertRefused(authority.intermediate("sibling").client("beside"), "not signed by");
    }

    @Test
    void aClientsOwnCertificateMayBeListed() throws Exception {
        var own = ClientPki.create("other").client("kube-apiserver");
        assertRefused(own, "not signed by a trusted authority");
        Files.writeString(file, Pem.write(own.chain().subList(0, 1)));
        awaitRefusal(own, Optional.empty());
        assertRefused(ClientPki.create("other").client("kube-apiserver"), "not signed by");
    }

    @Test
    void namesAreRestricted() throws Exception {
        restart(Set.of("kube-apiserver", "second.example"));
        assertAnswered(authority.client("kube-apiserver"));
        assertAnswered(authority.client("second"));
        assertRefused(
                authority.client("kubelet"),
                "its name must be one of --client-name, and its names are kubelet,"
                        + " kubelet.example");
        assertRefused(ClientPki.create("other").client("kube-apiserver"), "not signed by");
    }

    /// Also on connections that are open.
    @Test
    void theFileIsReadAgain() throws Exception {
        ClientPki next = ClientPki.create("next");
        var old = authority.client("kube-apiserver");
        var fresh = next.client("kube-apiserver");
        try (HttpClient open = client(Optional.of(old))) {
            assertThat(post(open, "/mutate").statusCode()).isEqualTo(200);
            assertRefused(fresh, "not signed by");
            replace(authority.pem() + next.pem());
            awaitRefusal(fresh, Optional.empty());
            assertThat(post(open, "/mutate").statusCode()).isEqualTo(200);
            replace(next.pem());
            awaitRefusal(old, Optional.of("not signed by"));
            assertRefused(post(open, "/mutate"), "not signed by");
        }
        assertAnswered(fresh);
        for (String broken : List.of("", "no certificate", next.pem().substring(0, 200))) {
            replace(broken);
            Thread.sleep(1300); // it is read every second
            assertAnswered(fresh);
        }
        Files.delete(file);
        Thread.sleep(1300);
        assertAnswered(fresh);
        replace(authority.pem());
        awaitRefusal(old, Optional.empty());
    }

    /// The server's certificate is renewed while it asks for those of clients.
    @Test
    void clientsAreStillAskedAfterARenewal() throws Exception {
        Identity renewed = identity.identity();
        server.present(renewed.chain(), renewed.key()).await();
        assertAnswered(authority.client("kube-apiserver"));
        assertRefused(ClientPki.create("other").client("kube-apiserver"), "not signed by");
    }

    @Test
    void withoutAFileNobodyIsTrusted() throws Exception {
        Files.delete(file);
        restart(Set.of());
        assertRefused(
                authority.client("kube-apiserver"),
                "no authority has been read from --client-ca-file yet");
        assertThat(get("/readyz").body())
                .contains("client authorities: none in " + file + ": cannot be read");
        replace(authority.pem());
        awaitRefusal(authority.client("kube-apiserver"), Optional.empty());
        assertThat(get("/readyz").body()).doesNotContain("client authorities");
    }

    /// As long as both TLS engines accept.
    @Test
    void aLongForgedChainIsRefused() throws Exception {
        ClientPki forged = ClientPki.create("authority");
        for (int i = 0; i < 5; i++) {
            forged = forged.intermediate("authority");
        }
        assertRefused(forged.client("kube-apiserver"), "not signed by a trusted authority");
    }

    private void replace(String text) throws Exception {
        Path next = Files.writeString(folder.resolve("next"), text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private void awaitRefusal(ClientPki.Client as, Optional<String> reason) throws Exception {
        var chain = new ArrayList<>(as.chain());
        for (Instant end = Instant.now().plus(PATIENCE); Instant.now().isBefore(end); ) {
            Optional<String> found = clients.refusal(chain);
            if (reason.map(found.orElse("")::contains).orElse(found.isEmpty())) {
                break;
            }
            Thread.sleep(50);
        }
        if (reason.isPresent()) {
            assertRefused(as, reason.get());
        } else {
            assertAnswered(as);
        }
    }
}
