package io.migrate.webhook.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

class ReservedPortTest {
    private static final String HOST = "127.0.0.1";

    @Test
    void aConnectionFromBeforeTheServerIsAnswered() throws IOException {
        try (ReservedPort reserved = ReservedPort.open(HOST, 0);
                var early = new Socket(InetAddress.getLoopbackAddress(), port(reserved))) {
            int port = port(reserved);
            early.getOutputStream()
                    .write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            Vertx vertx = WebhookServer.vertx(reserved);
            try {
                int actual =
                        vertx.createHttpServer()
                                .requestHandler(request -> request.response().end("late"))
                                .listen(port, HOST)
                                .await()
                                .actualPort();
                assertThat(actual).isEqualTo(port);
                assertThat(early.getInputStream().readAllBytes())
                        .asString(StandardCharsets.US_ASCII)
                        .endsWith("late");
            } finally {
                vertx.close().await();
            }
        }
    }

    @Test
    void theNextServerHasAPortOfItsOwn() throws IOException {
        try (ReservedPort reserved = ReservedPort.open(HOST, 0)) {
            Vertx vertx = WebhookServer.vertx(reserved);
            try {
                int first = listen(vertx, port(reserved));
                assertThat(listen(vertx, 0)).isNotEqualTo(first);
            } finally {
                vertx.close().await();
            }
        }
    }

    @Test
    void aPortThatIsInUseCannotBeReserved() throws IOException {
        try (ReservedPort reserved = ReservedPort.open(HOST, 0)) {
            assertThatThrownBy(() -> ReservedPort.open(HOST, port(reserved)))
                    .isInstanceOf(BindException.class);
        }
    }

    private static int listen(Vertx vertx, int port) {
        return vertx.createHttpServer()
                .requestHandler(request -> request.response().end())
                .listen(port, HOST)
                .await()
                .actualPort();
    }

    private static int port(ReservedPort reserved) throws IOException {
        return ((InetSocketAddress) reserved.channel().getLocalAddress()).getPort();
    }
}
