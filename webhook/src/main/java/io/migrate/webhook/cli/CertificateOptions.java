package io.migrate.webhook.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.migrate.webhook.tls.Certificate;
import io.migrate.webhook.tls.ClusterCertificate;
import io.migrate.webhook.tls.ClusterCertificateSettings;
import io.migrate.webhook.tls.MountedCertificate;
import io.migrate.webhook.tls.SelfSigned;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The options for the certificate.
final class CertificateOptions {
    @Option(
            names = "--tls-dir",
            paramLabel = "DIR",
            description =
                    "directory in which another program, such as cert-manager, keeps tls.crt and"
                            + " tls.key")
    private Path tlsDir;

    @Option(
            names = "--ca-secret",
            paramLabel = "NAME",
            defaultValue = "migrate-io-webhook-ca",
            description =
                    "in a cluster, the Secret in which the replicas share their certificate"
                            + " authority (default: ${DEFAULT-VALUE})")
    private String caSecret;

    @Option(
            names = "--service",
            paramLabel = "NAME",
            defaultValue = "migrate-io-webhook",
            description =
                    "in a cluster, the Service through which API servers call the webhook (default:"
                            + " ${DEFAULT-VALUE})")
    private String service;

    @Option(
            names = "--dns-name",
            paramLabel = "NAME",
            split = ",",
            description =
                    "additional DNS names and IP addresses of the certificate; outside a cluster,"
                            + " all of them (default there: localhost,127.0.0.1)")
    private List<String> names = List.of();

    @Option(
            names = "--ca-file",
            paramLabel = "FILE",
            description =
                    "outside a cluster, the file to write the certificate of the authority to, as"
                            + " PEM")
    private Path caFile;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /// The certificate to serve.
    ///
    /// @param first what is served until that certificate exists
    record Choice(Certificate certificate, SelfSigned first) {}

    /// Chooses a certificate: of `--tls-dir`, else of the cluster, else one created now.
    Choice choose(Optional<KubernetesClient> client, ClusterOptions cluster) throws IOException {
        if (tlsDir != null) {
            refuseCaFile();
            return new Choice(
                    new MountedCertificate(tlsDir, Clock.systemUTC()),
                    selfSigned(List.of("localhost")));
        }
        if (client.isPresent()) {
            refuseCaFile();
            String namespace = cluster.namespace();
            var all = new ArrayList<>(namesOf(namespace));
            all.addAll(names);
            return new Choice(
                    new ClusterCertificate(
                            client.get(),
                            ClusterCertificateSettings.of(namespace, caSecret, all),
                            Clock.systemUTC()),
                    selfSigned(all));
        }
        SelfSigned own = selfSigned(names.isEmpty() ? List.of("localhost", "127.0.0.1") : names);
        if (caFile != null) {
            Files.writeString(caFile, own.authority());
        }
        return new Choice(own, own);
    }

    private List<String> namesOf(String namespace) {
        String name = service + "." + namespace;
        return List.of(name + ".svc", name + ".svc.cluster.local", name);
    }

    private SelfSigned selfSigned(List<String> all) {
        try {
            return SelfSigned.create(all, Clock.systemUTC());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--dns-name, --service or --namespace: " + e.getMessage(),
                    e);
        }
    }

    private void refuseCaFile() {
        if (caFile != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--ca-file writes the authority of a certificate that is created at startup; it"
                            + " cannot be used with --tls-dir or in a cluster");
        }
    }
}
