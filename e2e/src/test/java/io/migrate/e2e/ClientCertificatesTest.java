package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.migrate.certs.Pem;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// `--client-ca-file` with a real API server that presents a client certificate as
/// `docs/client-certificates.md` says: with the files of that page, and through the Service of the
/// overlay.
@Timeout(600)
class ClientCertificatesTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String NAMESPACE = Installation.NAMESPACE;
    private static final String FOLDER = "/etc/kubernetes/pki/webhook-client";
    private static final String POD =
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: api
              namespace: shop
              annotations: {migrate.io/enabled: "true", migrate.io/source: "container/api:/sql"}
            spec:
              containers: [{name: api, image: "registry.example.com/shop/api:1"}]
            """;

    private final ClientAuthority authority = ClientAuthority.create();
    private final ClientAuthority other = ClientAuthority.create();
    private final List<AutoCloseable> open = new ArrayList<>();
    @TempDir private Path work;
    private Cluster cluster;
    private Path authorities;
    private Path log;
    private int port;

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    /// Starts an API server that reaches the Pods of a Service without kube-proxy.
    private void startApiServer(Map<String, String> flags) throws Exception {
        var all = new TreeMap<>(flags);
        all.put("--enable-aggregator-routing", "true");
        cluster = Cluster.withFlags(work, all);
        open.add(cluster);
        cluster.kubectl().ok("apply", "-k", "manifests/overlays/client-certificates");
        cluster.namespace("shop", Map.of());
        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> cluster.kubectl().in("shop", "get", "migrationpolicies").exit() == 0);
    }

    /// Writes the files of the documentation, and returns the flag.
    private Map<String, String> presentingCertificate(ClientAuthority.Client client)
            throws IOException {
        Path folder = Files.createDirectory(work.resolve("webhook-client"));
        Files.writeString(folder.resolve("client.crt"), Pem.write(List.of(client.certificate())));
        Files.writeString(folder.resolve("client.key"), Pem.write(client.key()));
        for (String name : List.of("admission.yaml", "kubeconfig.yaml")) {
            Files.writeString(
                    folder.resolve(name), documented(name).replace(FOLDER, folder.toString()));
        }
        return Map.of(
                "--admission-control-config-file", folder.resolve("admission.yaml").toString());
    }

    private static String documented(String name) throws IOException {
        String page = Files.readString(ProjectRoot.root().resolve("docs/client-certificates.md"));
        return page.split("<!-- " + name + " -->\n```yaml\n", -1)[1].split("```", 2)[0];
    }

    /// Starts a replica as the overlay does, and makes it the endpoint of the Service.
    private void startWebhook(String options, String... more) throws Exception {
        authorities = Files.writeString(work.resolve("ca.crt"), authority.pem());
        log = work.resolve("webhook.log");
        Path kubeconfig =
                Files.writeString(
                        work.resolve("webhook.kubeconfig"),
                        Account.kubeconfig(cluster.client(), NAMESPACE, "migrate-io-webhook"));
        var arguments =
                new ArrayList<>(
                        List.of(
                                "serve",
                                "--kubeconfig=" + kubeconfig,
                                "--port=0",
                                "--client-ca-file=" + authorities,
                                "--log-format=text"));
        arguments.addAll(List.of(more));
        var builder =
                new ProcessBuilder(Jars.WEBHOOK.command(arguments))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        builder.environment().put("JAVA_TOOL_OPTIONS", options);
        Process process = builder.start();
        open.add(process::destroyForcibly);
        var listening = Pattern.compile("listening port=(\\d+)");
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> !process.isAlive() || listening.matcher(Files.readString(log)).find());
        var found = listening.matcher(Files.readString(log));
        assertThat(found.find()).as(Files.readString(log)).isTrue();
        port = Integer.parseInt(found.group(1));
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(get("/readyz").body()).isEqualTo("ok\n"));
        cluster.kubectl().apply(NAMESPACE, endpoints(address(), port));
    }

    private static String endpoints(String address, int port) {
        return """
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: migrate-io-webhook-1, labels: {kubernetes.io/service-name: migrate-io-webhook}}
        addressType: IPv4
        ports: [{name: https, port: %d, protocol: TCP}]
        endpoints: [{addresses: ["%s"], conditions: {ready: true}}]
        """
                .formatted(port, address);
    }

    /// An address of this machine: an EndpointSlice must not contain a loopback address.
    private static String address() throws IOException {
        return Cluster.present(
                NetworkInterface.networkInterfaces()
                        .flatMap(NetworkInterface::inetAddresses)
                        .filter(each -> each instanceof Inet4Address)
                        .filter(each -> !each.isLoopbackAddress() && !each.isLinkLocalAddress())
                        .map(InetAddress::getHostAddress)
                        .findFirst(),
                "address other than loopback");
    }

    private HttpResponse<String> get(String path) throws Exception {
        try (HttpClient client = client(Optional.empty())) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path)).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    /// Sends a review as a Pod of the cluster could.
    private HttpResponse<String> post(Optional<ClientAuthority.Client> as) throws Exception {
        try (HttpClient client = client(as)) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/mutate"))
                            .header("content-type", "application/json")
                            .POST(
                                    HttpRequest.BodyPublishers.ofString(
                                            """
                                            {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview",
                                             "request": {"uid": "1", "kind": {"version": "v1", "kind": "Pod"},
                                             "namespace": "shop", "operation": "CREATE", "object": {}}}
                                            """))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    /// A client that trusts everybody, as an attacker does.
    private static HttpClient client(Optional<ClientAuthority.Client> as) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        if (as.isPresent()) {
            store.setKeyEntry(
                    "client",
                    as.get().key(),
                    new char[0],
                    new Certificate[] {as.get().certificate()});
        }
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), new TrustManager[] {new Anybody()}, null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private void assertRefused(Optional<ClientAuthority.Client> as, String reason)
            throws Exception {
        var answer = post(as);
        assertThat(answer.body()).contains("client certificate refused: ", reason);
        assertThat(answer.statusCode()).isEqualTo(403);
    }

    private Kubectl.Run create() throws Exception {
        return cluster.kubectl().apply("shop", POD, "--dry-run=server", "-o", "yaml");
    }

    private void awaitCreated(String output) {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(create().output()).contains(output));
    }

    @ParameterizedTest
    @CsvSource({"'', BoringSSL", "-Dio.netty.handler.ssl.noOpenSsl=true, Java"})
    void onlyTheApiServerIsAnswered(String options, String tls) throws Exception {
        startApiServer(presentingCertificate(authority.client("kube-apiserver")));
        startWebhook(options, "--client-name=kube-apiserver");
        assertThat(Files.readString(log)).contains("tls=" + tls);
        awaitCreated("name: migrate-default");
        awaitLogged("trusted client names=kube-apiserver");

        assertRefused(Optional.empty(), "none was presented");
        assertRefused(Optional.of(other.client("kube-apiserver")), "not signed by a trusted");
        assertRefused(Optional.of(authority.client("kubelet")), "names are kubelet");
        assertThat(post(Optional.of(authority.client("kube-apiserver"))).statusCode())
                .isEqualTo(200);
        assertThat(get("/livez").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        awaitLogged("clients refused address=");

        replaceAuthorities(other.pem());
        awaitCreated("is not signed by a trusted authority");
        replaceAuthorities(other.pem() + authority.pem());
        awaitCreated("name: migrate-default");
    }

    private void awaitLogged(String text) {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Files.readString(log)).contains(text));
    }

    private void replaceAuthorities(String text) throws IOException {
        Path next = Files.writeString(work.resolve("next"), text);
        Files.move(next, authorities, StandardCopyOption.ATOMIC_MOVE);
    }

    /// What the user sees if the API server is not configured, and the way to see it beforehand.
    @Test
    void anApiServerWithoutACertificateIsRefused() throws Exception {
        startApiServer(Map.of());
        startWebhook("", "--client-mode=report");
        awaitCreated("name: migrate-default");
        awaitLogged("clients would be refused address=");
        assertThat(Files.readString(log)).doesNotContain("trusted client");

        cluster.kubectl().in(NAMESPACE, "delete", "endpointslice", "migrate-io-webhook-1");
        startWebhook("");
        awaitCreated("client certificate refused: none was presented");
        Kubectl.Run refused = create();
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.output())
                .contains(
                        "failed calling webhook \"pods.inject.migrate.io\": failed to call webhook:"
                                + " client certificate refused: none was presented. Configure the"
                                + " API server");
    }

    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
