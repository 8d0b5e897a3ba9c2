package io.migrate.benchmarks.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Sends a single review, to verify that a server is ready and does its work.
final class Client {
    private static final int ATTEMPTS = 600;
    private static final int PAUSE_MILLIS = 100;

    private final Path authority;

    /// @param authority the trusted CA certificate, as PEM
    Client(Path authority) {
        this.authority = authority;
    }

    /// Returns the response to a review, from a server that may still be starting.
    String ask(int port, Path review) throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/mutate"))
                        .header("content-type", "application/json")
                        .timeout(Duration.ofSeconds(30))
                        .POST(HttpRequest.BodyPublishers.ofFile(review))
                        .build();
        var last = new IOException("no request sent");
        for (int i = 0; i < ATTEMPTS; i++) {
            try (var client = HttpClient.newBuilder().sslContext(trusting()).build()) {
                var response = client.send(request, BodyHandlers.ofString());
                if (response.statusCode() == 200) {
                    return response.body();
                }
                last = new IOException(response.statusCode() + ": " + response.body());
            } catch (IOException e) { // not started yet, or not yet with this certificate
                last = e;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        throw last;
    }

    private SSLContext trusting() throws IOException {
        try (InputStream pem = Files.newInputStream(authority)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            var managers =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }
}
