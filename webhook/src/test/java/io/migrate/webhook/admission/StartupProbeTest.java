package io.migrate.webhook.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

class StartupProbeTest {
    private static final Duration HOURS = Duration.ofHours(9);

    private final Vertx vertx = Vertx.vertx();
    @AutoClose private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicBoolean ready = new AtomicBoolean();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    private CompletableFuture<Integer> probe(Duration patience) {
        HttpServer server =
                vertx.createHttpServer()
                        .requestHandler(request ->
                                StartupProbe.answer(
                                        vertx, request.response(), ready::get, patience))
                        .listen(0, "127.0.0.1")
                        .await();
        var request =
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:%d/".formatted(server.actualPort())))
                        .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                .thenApply(HttpResponse::statusCode);
    }

    @Test
    void aProcessThatIsReadyAnswersAtOnce() throws Exception {
        ready.set(true);
        assertThat(probe(HOURS).get(3, TimeUnit.MINUTES)).isEqualTo(200);
    }

    @Test
    void aProcessThatStartsAnswersWhenItIsReady() throws Exception {
        var answer = probe(HOURS);
        assertThatThrownBy(() -> answer.get(1, TimeUnit.SECONDS))
                .as("before it is ready")
                .isInstanceOf(TimeoutException.class);
        ready.set(true);
        assertThat(answer.get(3, TimeUnit.MINUTES)).isEqualTo(200);
    }

    /// Without the API server, a replica is not ready for hours, and must not be restarted for it.
    @Test
    void aProcessThatDoesNotBecomeReadyHasStarted() throws Exception {
        assertThat(probe(Duration.ofMillis(300)).get(3, TimeUnit.MINUTES)).isEqualTo(200);
    }
}
