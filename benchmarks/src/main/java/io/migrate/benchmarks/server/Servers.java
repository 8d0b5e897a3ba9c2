package io.migrate.benchmarks.server;

import io.migrate.benchmarks.Bench;
import io.migrate.benchmarks.machine.Measure;
import io.migrate.benchmarks.machine.Program;
import io.migrate.benchmarks.machine.Share;
import io.migrate.benchmarks.machine.Shipped;
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

/// Starts what is measured. All show the same certificate.
///
/// @param work where certificates and answers lie
record Servers(Bench bench, Measure measure, Path work) {
    /// What `manifests/base` gives the webhook's container: its heap is half of it.
    private static final String MEMORY = "-XX:MaxRAM=256m";

    private static final Duration VALIDITY = Duration.ofDays(1);

    /// Makes the certificate.
    static Servers in(Bench bench, Measure measure) throws IOException {
        var servers = new Servers(bench, measure, bench.work());
        Files.createDirectories(servers.tls());
        Instant now = Instant.now();
        var authority = CertificateAuthority.create(now, VALIDITY);
        var leaf = authority.issue(List.of("localhost", "127.0.0.1"), now, VALIDITY);
        Files.writeString(servers.authority(), Pem.write(List.of(authority.certificate())));
        Files.writeString(servers.tls().resolve("tls.crt"), Pem.write(leaf.chain()));
        Files.writeString(servers.tls().resolve("tls.key"), Pem.write(leaf.key()));
        return servers;
    }

    /// Whom clients are to trust, as PEM.
    Path authority() {
        return work.resolve("ca.pem");
    }

    private Path tls() {
        return work.resolve("tls");
    }

    /// As it ships: with a policy, with metrics, and with a line of the log for each admission.
    Server ours() throws IOException, InterruptedException {
        int port = freePort();
        Shipped shipped = Shipped.webhook(bench.root());
        WebhookCache.make(shipped, bench.root());
        Program program =
                shipped.program()
                        .and(
                                "serve",
                                "--host=127.0.0.1",
                                "--port=" + port,
                                "--metrics-port=0",
                                "--policies=" + bench.root().resolve("manifests/samples/web-shop"),
                                "--tls-dir=" + tls());
        return start("migrate.io", port, program);
    }

    /// The same server, on the same Java with the same options, that answers this.
    Server ceiling(Path answer) throws IOException, InterruptedException {
        int port = freePort();
        Shipped shipped = Shipped.webhook(bench.root());
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
                                        bench.root()
                                                .resolve("benchmarks/target/migrate-benchmarks.jar")
                                                .toString(),
                                        Ceiling.class.getName(),
                                        String.valueOf(port),
                                        tls().toString(),
                                        answer.toString()))
                        .flatMap(each -> each)
                        .toList();
        return start("the ceiling", port, Program.of(words.toArray(String[]::new)));
    }

    /// One of the programs in `benchmarks/go`.
    ///
    /// @param arguments after its port and the folder of its certificate
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
        bench.say("starting " + name);
        return new Server(name, port, measure.start(Cores.first(program), Share.ALL));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
