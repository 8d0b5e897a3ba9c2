package io.migrate.benchmarks.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;

/// A client of the API server that never retries, so that failures are visible. It keeps one
/// connection per concurrent request, and shares the machine with the servers.
public final class Api implements AutoCloseable {
    private final HttpClient client;
    private final String root;

    /// A response.
    ///
    /// @param status 0 if there was no response
    /// @param body the body, or why there is no response
    /// @param millis from the request to the complete response
    public record Answer(int status, String body, double millis) {}

    private Api(HttpClient client, String root) {
        this.client = client;
        this.root = root;
    }

    /// Creates a client with the identity of a kubeconfig.
    public static Api of(Config config) throws IOException {
        try {
            HttpClient client =
                    HttpClient.newBuilder()
                            .version(HttpClient.Version.HTTP_1_1)
                            .sslContext(SSLUtils.sslContext(config))
                            .build();
            return new Api(client, config.getMasterUrl().replaceAll("/$", ""));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /// Creates an object.
    ///
    /// @param path the path of its kind
    public Answer create(String path, String object) throws InterruptedException {
        return send(
                request(path)
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(object)));
    }

    /// Changes an object.
    ///
    /// @param patch as in RFC 7386
    public Answer patch(String path, String patch) throws InterruptedException {
        return send(
                request(path)
                        .header("content-type", "application/merge-patch+json")
                        .method("PATCH", HttpRequest.BodyPublishers.ofString(patch)));
    }

    /// Reads an object or a list.
    public Answer get(String path) throws InterruptedException {
        return send(request(path));
    }

    /// Deletes an object, or all of a kind.
    public Answer delete(String path) throws InterruptedException {
        return send(request(path).DELETE());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(root + path));
    }

    private Answer send(HttpRequest.Builder request) throws InterruptedException {
        long start = System.nanoTime();
        try {
            HttpResponse<String> answer =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.body(), millis(start));
        } catch (IOException e) {
            return new Answer(0, e.toString(), millis(start));
        }
    }

    private static double millis(long start) {
        return (System.nanoTime() - start) / 1e6;
    }

    @Override
    public void close() {
        client.close();
    }
}
