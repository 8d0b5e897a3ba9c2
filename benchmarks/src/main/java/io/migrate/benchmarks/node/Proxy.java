package io.migrate.benchmarks.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// The API server through `kubectl proxy` on a socket file, because no network leads to it. Each
/// request has its own connection.
final class Proxy implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PATIENCE = 600;

    private final Process process;
    private final Path socket;

    /// A response.
    record Answer(int status, JsonNode body) {}

    private Proxy(Process process, Path socket) {
        this.process = process;
        this.socket = socket;
    }

    static Proxy start(Path root, Path work) throws IOException, InterruptedException {
        Path socket = work.resolve("api");
        Process process =
                new ProcessBuilder(
                                root.resolve(".ci/cluster").toString(),
                                "kubectl",
                                "proxy",
                                "--unix-socket=" + socket)
                        .directory(root.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(work.resolve("proxy.log").toFile())
                        .start();
        for (int i = 0; !Files.exists(socket); i++) {
            if (i == PATIENCE || !process.isAlive()) {
                throw new IOException(Files.readString(work.resolve("proxy.log")));
            }
            Thread.sleep(100);
        }
        return new Proxy(process, socket);
    }

    /// Sends a request.
    ///
    /// @param body empty for none
    Answer send(String method, String path, String body) throws IOException {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            // Version 1.0: the response ends with the connection, and is not split into chunks.
            String head =
                    "%s %s HTTP/1.0\r\nHost: localhost\r\nAccept: application/json\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                            .formatted(method, path, bytes.length);
            OutputStream out = Channels.newOutputStream(channel);
            out.write(head.getBytes(StandardCharsets.UTF_8));
            out.write(bytes);
            String answer =
                    new String(
                            Channels.newInputStream(channel).readAllBytes(),
                            StandardCharsets.UTF_8);
            int status = Integer.parseInt(answer.split(" ", 3)[1]);
            return new Answer(status, JSON.readTree(answer.split("\r\n\r\n", 2)[1]));
        }
    }

    /// Reads an object or a list.
    JsonNode get(String path) throws IOException {
        return send("GET", path, "").body();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }
}
