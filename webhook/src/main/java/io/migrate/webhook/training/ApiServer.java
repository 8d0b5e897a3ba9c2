package io.migrate.webhook.training;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.certs.CertificateAuthority;
import io.migrate.certs.Leaf;
import io.migrate.certs.Pem;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Takes the place of an API server while the AOT cache is trained, because an image is built
/// without a cluster. A replica that starts uses of the client's code what it would use in a Pod:
/// TLS, HTTP/2, lists, reads and writes, and watches over WebSockets.
public final class ApiServer implements AutoCloseable {
    private final Vertx vertx;
    private final String authority;
    private final int port;

    private ApiServer(Vertx vertx, String authority, int port) {
        this.vertx = vertx;
        this.authority = authority;
        this.port = port;
    }

    /// Serves until it is ended, and writes how to reach it to files of a folder: `ca.crt` and
    /// `token`, as a Pod finds them, and `port`.
    static void main(String[] arguments) throws IOException {
        start().describe(Path.of(arguments[0]));
    }

    /// Starts an API server on a free port of the loopback address.
    public static ApiServer start() {
        Vertx vertx = Vertx.vertx();
        var objects = new Objects();
        Installation.create(objects);
        Instant now = Instant.now();
        CertificateAuthority authority = CertificateAuthority.create(now, Duration.ofDays(1));
        int port =
                server(vertx, authority.issue(List.of("127.0.0.1"), now, Duration.ofDays(1)))
                        .requestHandler(request -> answer(objects, request))
                        .webSocketHandler(socket -> objects.watch(socket.path(), socket))
                        .listen(0, "127.0.0.1")
                        .await()
                        .actualPort();
        return new ApiServer(vertx, Pem.write(List.of(authority.certificate())), port);
    }

    private static HttpServer server(Vertx vertx, Leaf leaf) {
        return vertx.createHttpServer(
                new HttpServerOptions()
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setKeyCertOptions(
                                new PemKeyCertOptions()
                                        .addCertValue(Buffer.buffer(Pem.write(leaf.chain())))
                                        .addKeyValue(Buffer.buffer(Pem.write(leaf.key())))));
    }

    private static void answer(Objects objects, HttpServerRequest request) {
        request.body()
                .onSuccess(body -> {
                    var answer =
                            request.method().equals(HttpMethod.GET)
                                    ? objects.read(
                                            request.path(), request.getParam("fieldSelector"))
                                    : objects.write(request.path(), body.toString());
                    request.response()
                            .setStatusCode(answer.isEmpty() ? 404 : 200)
                            .putHeader("content-type", "application/json")
                            .end(answer.map(JsonNode::toString).orElse("{}"));
                });
    }

    /// Writes how to reach it to the files `ca.crt`, `token` and `port`, the last one at once.
    public void describe(Path folder) throws IOException {
        Files.writeString(folder.resolve("ca.crt"), authority);
        Files.writeString(folder.resolve("token"), "token");
        Path written = Files.writeString(folder.resolve("port.new"), String.valueOf(port));
        Files.move(written, folder.resolve("port"));
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
