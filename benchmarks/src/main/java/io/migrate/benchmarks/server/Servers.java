package io.migrate.benchmarks.server;

import io.migrate.benchmarks.BenchmarkContext;
import io.migrate.benchmarks.machine.Measure;
import io.migrate.benchmarks.machine.Program;
import io.migrate.benchmarks.machine.Share;
import io.migrate.benchmarks.machine.ShippedImage;
import io.migrate.benchmarks.machine.WebhookCache;
import io.migrate.certs.CertificateAuthority;
import io.migrate.certs.Pem;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// Starts the measured servers. All use the same certificate.
///
/// @param work folder for certificates and responses
record Servers(BenchmarkContext context, Measure measure, Path work) {
    /// The memory limit of the webhook's container in `manifests/base`; the heap is half of it.
    private static final String MEMORY = "-XX:MaxRAM=256m";

    private static final Duration VALIDITY = Duration.ofDays(1);

    /// Creates the certificate.
    static Servers in(BenchmarkContext context, Measure measure) throws IOException {
        var servers = new Servers(context, measure, context.work());
        Files.createDirectories(servers.tls());
        Instant now = Instant.now();
        var authority = CertificateAuthority.create(now, VALIDITY);
        var leaf = authority.issue(List.of("localhost", "127.0.0.1"), now, VALIDITY);
        Files.writeString(servers.authority(), Pem.write(List.of(authority.certificate())));
        Files.writeString(servers.tls().resolve("tls.crt"), Pem.write(leaf.chain()));
        Files.writeString(servers.tls().resolve("tls.key"), Pem.write(leaf.key()));
        return servers;
    }

    /// The CA certificate that clients must trust, as PEM.
    Path authority() {
        return work.resolve("ca.pem");
    }

    private Path tls() {
        return work.resolve("tls");
    }

    /// Starts migrate.io as shipped: with a policy, metrics, and a log line for each admission.
    Server ours() throws IOException, InterruptedException {
        int port = freePort();
        ShippedImage shipped = ShippedImage.webhook(context.root());
        WebhookCache.make(shipped, context.root());
        Program program =
                shipped.program()
                        .and(
                                "serve",
                                "--host=127.0.0.1",
                                "--port=" + port,
                                "--metrics-port=0",
                                "--policies="
                                        + context.root().resolve("manifests/samples/web-shop"),
                                "--tls-dir=" + tls());
        return start("migrate.io", port, program);
    }

    /// Starts the baseline server with the same Java and options; it returns this response.
    Server baseline(Path answer) throws IOException, InterruptedException {
        int port = freePort();
        ShippedImage shipped = ShippedImage.webhook(context.root());
        Stream<String> options =
                Files.readAllLines(shipped.home().resolve("java.options")).stream()
                        .filter(each -> each.startsWith("-XX:") || each.startsWith("-D"));
        List<String> words =
                Stream.of(
                                Stream.of(shipped.java().toString(), MEMORY),
                                options,
                                Stream.of(
                                        "--enable-native-access=ALL-UNNAMED",
                                        "-classpath",
                                        context.root()
                                                .resolve("benchmarks/target/migrate-benchmarks.jar")
                                                .toString(),
                                        BaselineServer.class.getName(),
                                        String.valueOf(port),
                                        tls().toString(),
                                        answer.toString()))
                        .flatMap(each -> each)
                        .toList();
        return start("baseline server", port, Program.of(words.toArray(String[]::new)));
    }

    /// Starts one of the programs in `benchmarks/go`.
    ///
    /// @param arguments those after the port and the certificate folder
    Server peer(String name, String... arguments) throws IOException {
        int port = freePort();
        return start(
                name,
                port,
                Program.of(
                                Measure.peers().resolve(name).toString(),
                                String.valueOf(port),
                                tls().toString())
                        .and(arguments));
    }

    private Server start(String name, int port, Program program) throws IOException {
        context.log("starting " + name);
        return new Server(name, port, measure.start(CpuPinning.first(program), Share.ALL));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
