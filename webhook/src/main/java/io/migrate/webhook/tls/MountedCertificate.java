package io.migrate.webhook.tls;

import io.migrate.certs.Leaf;
import io.migrate.certs.ParseResult;
import io.migrate.certs.Pem;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/// A certificate that another program, such as cert-manager, maintains in a mounted folder as
/// `tls.crt` and `tls.key`. The folder is read every second. An invalid pair never replaces a valid
/// one.
public final class MountedCertificate implements Certificate {
    private static final Logger LOG = LoggerFactory.getLogger(MountedCertificate.class);

    private final Path folder;
    private final InstantSource clock;
    private final Ticker ticker = new Ticker("certificate", this::refresh);

    private IdentitySink sink;
    private Pair last = new Pair("", "");
    private volatile Optional<Identity> served = Optional.empty();
    private volatile String problem = "it has not been read yet";

    private record Pair(String certificates, String key) {}

    /// @param folder the mount path of a Secret of type `kubernetes.io/tls`
    public MountedCertificate(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    @Override
    public void start(IdentitySink sink) {
        this.sink = sink;
        ticker.start();
    }

    private void refresh() {
        try {
            Pair pair = read();
            if (pair.equals(last)) {
                return;
            }
            switch (Pem.readLeaf(pair.certificates(), pair.key(), clock.instant())) {
                case ParseResult.Usable<Leaf>(var leaf) -> install(Identity.of(leaf));
                case ParseResult.Unusable<Leaf>(var problem) -> reportProblem(problem.sentence());
            }
            last = pair;
        } catch (IOException e) {
            reportProblem("cannot be read: " + e);
        }
    }

    /// Reads both files of one version: kubelet switches the link `..data` from one folder to the
    /// next.
    private Pair read() throws IOException {
        Path swapped = folder.resolve("..data");
        Path version = Files.exists(swapped) ? swapped.toRealPath() : folder;
        return new Pair(
                Files.readString(version.resolve("tls.crt")),
                Files.readString(version.resolve("tls.key")));
    }

    private void install(Identity identity) {
        sink.install(identity);
        served = Optional.of(identity);
        problem = "";
        LOG.atInfo()
                .addKeyValue("folder", folder)
                .addKeyValue("notAfter", identity.notAfter())
                .log("certificate");
    }

    private void reportProblem(String what) {
        if (!what.equals(problem)) {
            problem = what;
            LOG.atWarn()
                    .addKeyValue("folder", folder)
                    .addKeyValue("reason", what)
                    .log(
                            served.isPresent()
                                    ? "keeping the previous certificate"
                                    : "no valid certificate");
        }
    }

    @Override
    public Optional<String> invalid() {
        return served.map(identity -> identity.invalidAt(clock.instant()))
                .orElseGet(() -> Optional.of("none in " + folder + ": " + problem));
    }

    /// Always empty: the program that maintains the certificate distributes trust.
    @Override
    public Optional<String> untrusted() {
        return Optional.empty();
    }

    @Override
    public CertificateStats stats() {
        return new CertificateStats(served.map(Identity::notAfter), Optional.empty(), 0);
    }

    @Override
    public void close() {
        ticker.close();
    }
}
