package io.migrate.webhook.cli;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.migrate.webhook.settings.Problem;
import io.migrate.webhook.yaml.Json;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/// The options for the cluster.
final class ClusterOptions {
    /// The kubelet sets this variable in every container.
    private static final String IN_CLUSTER = "KUBERNETES_SERVICE_HOST";

    private static final Path OWN_NAMESPACE =
            Path.of("/var/run/secrets/kubernetes.io/serviceaccount/namespace");

    private static final int TIMEOUT_MILLIS = 10_000;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description =
                    "kubeconfig of the cluster (default: the cluster that this process runs in, if"
                            + " any; doctor finds it as kubectl does)")
    private Path kubeconfig;

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            description =
                    "namespace of the webhook (default: that of this Pod, else migrate-io-system)")
    private String namespace;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /// A client of the cluster; empty outside a cluster. The caller closes it.
    Optional<KubernetesClient> open() throws IOException {
        if (kubeconfig == null && System.getenv(IN_CLUSTER) == null) {
            return Optional.empty();
        }
        return Optional.of(open(kubeconfig == null ? Config.autoConfigure(null) : read()));
    }

    /// A client of the cluster that `kubectl` would use. The caller closes it.
    ///
    /// @param context of the kubeconfig; empty for the current context
    KubernetesClient open(Optional<String> context) throws IOException {
        if (kubeconfig != null) {
            text();
            // With a context, the client takes the file only from this property.
            System.setProperty(Config.KUBERNETES_KUBECONFIG_FILE, kubeconfig.toString());
        }
        return open(Config.autoConfigure(context.orElse(null)));
    }

    private KubernetesClient open(Config base) {
        checkServer(base.getMasterUrl());
        // Fails early if a call hangs: the next attempt follows soon, with a new connection.
        Config config =
                new ConfigBuilder(base)
                        .withRequestTimeout(TIMEOUT_MILLIS)
                        .withConnectionTimeout(TIMEOUT_MILLIS)
                        .withRequestRetryBackoffLimit(1)
                        .build();
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withKubernetesSerialization(new KubernetesSerialization(Json.mapper(), true))
                .build();
    }

    /// Checks the address that the client has made of the kubeconfig's `server`; the client itself
    /// would fail only at its first request, without naming it.
    private void checkServer(String server) {
        // Without a scheme, the client adds its own.
        String given = server.replaceFirst("^https?://(?=[a-z]+://)", "");
        try {
            URI uri = URI.create(given);
            boolean isUrl = Set.of("http", "https").contains(String.valueOf(uri.getScheme()));
            if (isUrl && uri.getHost() != null) {
                return;
            }
        } catch (IllegalArgumentException _) {
            // Reported below.
        }
        throw new ParameterException(
                spec.commandLine(),
                "the server of the cluster is \"%s\", which is not a URL like https://HOST:6443;"
                                .formatted(Problem.shown(given))
                        + " correct it in the kubeconfig, or specify another one with"
                        + " --kubeconfig");
    }

    private Config read() throws IOException {
        return Config.fromKubeconfig(text());
    }

    private String text() throws IOException {
        if (!Files.isRegularFile(kubeconfig)) {
            throw new ParameterException(
                    spec.commandLine(), "--kubeconfig " + kubeconfig + " is not a file");
        }
        return Files.readString(kubeconfig);
    }

    /// The namespace of the webhook.
    String namespace() throws IOException {
        if (namespace != null) {
            return namespace;
        }
        return Files.isReadable(OWN_NAMESPACE)
                ? Files.readString(OWN_NAMESPACE).strip()
                : "migrate-io-system";
    }
}
