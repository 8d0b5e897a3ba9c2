package io.migrate.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.migrate.certs.CertificateAuthority;
import io.migrate.certs.Leaf;
import io.migrate.certs.Pem;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.Function;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// Another mutating webhook, which rewrites the init containers of Pods.
final class RewritingWebhook implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final char[] NONE = new char[0];

    private final HttpsServer server;
    private final Function<JsonNode, ArrayNode> rewrite;
    private final String authority;

    private RewritingWebhook(
            HttpsServer server, Function<JsonNode, ArrayNode> rewrite, String authority) {
        this.server = server;
        this.rewrite = rewrite;
        this.authority = authority;
    }

    /// @param rewrite returns the new init containers for a Pod's spec
    static RewritingWebhook start(Function<JsonNode, ArrayNode> rewrite)
            throws IOException, GeneralSecurityException {
        Instant now = Instant.now();
        var ca = CertificateAuthority.create(now, Duration.ofDays(1));
        Leaf leaf = ca.issue(List.of("127.0.0.1"), now, Duration.ofHours(9));
        KeyStore keys = KeyStore.getInstance(KeyStore.getDefaultType());
        keys.load(null, null);
        keys.setKeyEntry("key", leaf.key(), NONE, leaf.chain().toArray(Certificate[]::new));
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, NONE);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer server =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        var rewriter = new RewritingWebhook(server, rewrite, Pem.write(List.of(ca.certificate())));
        server.createContext("/", rewriter::answer);
        server.start();
        return rewriter;
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode review = JSON.readTree(exchange.getRequestBody());
        JsonNode spec = review.at("/request/object/spec");
        ArrayNode patch = JSON.createArrayNode();
        if (spec.has("initContainers")) {
            patch.addObject()
                    .put("op", "replace")
                    .put("path", "/spec/initContainers")
                    .set("value", rewrite.apply(spec));
        }
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("apiVersion", "admission.k8s.io/v1").put("kind", "AdmissionReview");
        answer.putObject("response")
                .put("uid", review.at("/request/uid").asText())
                .put("allowed", true)
                .put("patchType", "JSONPatch")
                .put("patch", patch.toString().getBytes(StandardCharsets.UTF_8));
        byte[] body = answer.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /// Registers it for Pods with the label `rewrite`, to run after migrate.io by its name.
    ///
    /// @param reinvocation `IfNeeded` makes it run last: an API server calls each webhook at most
    ///   twice
    void register(KubernetesClient client, String reinvocation) {
        client.resource(
                        """
                        apiVersion: admissionregistration.k8s.io/v1
                        kind: MutatingWebhookConfiguration
                        metadata: {name: zz-rewriter}
                        webhooks:
                          - name: rewriter.example.com
                            admissionReviewVersions: [v1]
                            clientConfig: {url: "https://127.0.0.1:%d/", caBundle: %s}
                            rules: [{operations: [CREATE], apiGroups: [""], apiVersions: [v1], resources: [pods]}]
                            objectSelector: {matchLabels: {rewrite: "true"}}
                            reinvocationPolicy: %s
                            sideEffects: None
                        """
                                .formatted(
                                        server.getAddress().getPort(),
                                        Base64.getEncoder()
                                                .encodeToString(
                                                        authority.getBytes(StandardCharsets.UTF_8)),
                                        reinvocation))
                .create();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
