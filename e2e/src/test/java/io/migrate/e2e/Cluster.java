package io.migrate.e2e;

import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;

import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;

import org.awaitility.Awaitility;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A real API server with etcd and, if its program is available, a controller manager.
///
/// `MIGRATE_IO_KUBE_DIR` names a folder that holds the programs as kube-api-test wants them;
/// without it they are downloaded. Where neither works the test skips itself and says so, unless
/// `MIGRATE_IO_NO_SKIPS` is set: then it fails.
public final class Cluster implements AutoCloseable {
    private static final int STARTUP_MILLIS = 120_000;

    private final KubeAPIServer server;
    private final Optional<Process> controllers;
    private final KubernetesClient client;
    private final Optional<Kubectl> kubectl;

    private Cluster(
            KubeAPIServer server,
            Optional<Process> controllers,
            KubernetesClient client,
            Optional<Kubectl> kubectl) {
        this.server = server;
        this.controllers = controllers;
        this.client = client;
        this.kubectl = kubectl;
    }

    /// Starts a cluster with controllers, if their program is available.
    ///
    /// @param work folder for the controller manager's log
    public static Cluster start(Path work) throws IOException {
        return start(work, folder(), Map.of());
    }

    /// Starts only the API server and etcd, without controllers.
    ///
    /// @param work folder for the kubeconfig
    public static Cluster withoutControllers(Path work) throws IOException {
        return withFlags(work, Map.of());
    }

    /// Starts only the API server, with additional flags, and etcd.
    ///
    /// @param flags values by flag, such as `--v`
    static Cluster withFlags(Path work, Map<String, String> flags) throws IOException {
        return start(work, Optional.empty(), flags);
    }

    /// Starts a cluster with controllers, if their program is available, whose API server writes
    /// the log.
    static Cluster audited(Path work, AuditLog log) throws IOException {
        return start(work, folder(), log.flags());
    }

    private static Optional<Path> folder() {
        return Optional.ofNullable(System.getenv("MIGRATE_IO_KUBE_DIR")).map(Path::of);
    }

    private static Cluster start(
            Path work, Optional<Path> withControllers, Map<String, String> flags)
            throws IOException {
        Optional<Path> folder = folder();
        var config =
                KubeAPIServerConfigBuilder.anAPIServerConfig()
                        .withOfflineMode(folder.isPresent())
                        .withStartupTimeout(STARTUP_MILLIS)
                        .withUpdateKubeConfig(false)
                        .withApiServerFlag("--bind-address", "127.0.0.1");
        flags.forEach((flag, value) -> config.withApiServerFlag(flag + "=" + value));
        folder.ifPresent(path -> config.withTestDir(path.toString()));
        var server = new KubeAPIServer(config.build());
        try {
            server.start();
        } catch (RuntimeException e) {
            return missing("no Kubernetes API server could be started: " + e.getMessage(), e);
        }
        var client =
                new KubernetesClientBuilder()
                        .withConfig(Config.fromKubeconfig(server.getKubeConfigYaml()))
                        .build();
        Path kubeconfig = Files.writeString(work.resolve("kubeconfig"), server.getKubeConfigYaml());
        Optional<Process> controllers = startControllers(withControllers, kubeconfig, work);
        Path programs = folder.orElse(Path.of(System.getProperty("user.home"), ".kubeapitest"));
        return new Cluster(
                server,
                controllers,
                client,
                program(programs, "kubectl").map(each -> new Kubectl(each, kubeconfig, work)));
    }

    private static Optional<Path> program(Path folder, String name) throws IOException {
        try (var tree = Files.walk(folder, 3)) {
            return tree.filter(each -> each.endsWith(name)).findFirst();
        }
    }

    private static Optional<Process> startControllers(
            Optional<Path> folder, Path kubeconfig, Path work) throws IOException {
        if (folder.isEmpty()) {
            return Optional.empty();
        }
        Path program =
                program(folder.get(), "kube-controller-manager")
                        .orElseThrow(() ->
                                new IOException("no kube-controller-manager in " + folder.get()));
        var command =
                List.of(
                        program.toString(),
                        "--kubeconfig=" + kubeconfig,
                        "--leader-elect=false",
                        "--secure-port=0",
                        "--service-account-private-key-file="
                                + folder.get().resolve("apiserver.key"),
                        "--root-ca-file=" + folder.get().resolve("apiserver.crt"));
        return Optional.of(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(work.resolve("controllers.log").toFile())
                        .start());
    }

    /// A client with all rights.
    public KubernetesClient client() {
        return client;
    }

    /// Creates a namespace in which Pods can be created.
    public void namespace(String name, Map<String, String> labels) {
        client.resource(
                        new NamespaceBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .withLabels(labels)
                                .endMetadata()
                                .build())
                .create();
        if (controllers.isEmpty()) {
            client.resource(
                            new ServiceAccountBuilder()
                                    .withNewMetadata()
                                    .withName("default")
                                    .withNamespace(name)
                                    .endMetadata()
                                    .build())
                    .create();
        }
        Awaitility.await()
                .atMost(Duration.ofMinutes(3))
                .until(() ->
                        client.serviceAccounts().inNamespace(name).withName("default").get()
                                != null);
    }

    /// Creates the shipped custom resource definitions.
    public void definePolicies() throws IOException {
        try (var files = Files.list(ProjectRoot.root().resolve("manifests/base/crds"))) {
            for (Path file : files.toList()) {
                client.resource(
                                client.getKubernetesSerialization()
                                        .unmarshal(
                                                Files.readString(file),
                                                CustomResourceDefinition.class))
                        .create();
            }
        }
        Awaitility.await()
                .atMost(Duration.ofMinutes(3))
                .ignoreExceptions()
                .until(() ->
                        client.getApiResources("migrate.io/v1alpha1").getResources().stream()
                                        .filter(each -> !each.getName().contains("/"))
                                        .count()
                                == 2);
    }

    /// Creates an object as `kubectl` does: unknown fields are rejected, not dropped.
    GenericKubernetesResource createStrictly(JsonNode object) {
        return client.resource(
                        client.getKubernetesSerialization()
                                .unmarshal(object.toString(), GenericKubernetesResource.class))
                .fieldValidation(FieldValidateable.Validation.STRICT)
                .create();
    }

    /// Skips the running test unless the program is available.
    Kubectl kubectl() {
        return present(kubectl, "kubectl");
    }

    /// Skips the running test unless the program is available.
    static <T> T present(Optional<T> program, String name) {
        if (program.isEmpty()) {
            missing("no " + name + " at hand", null);
        }
        return program.orElseThrow();
    }

    /// Skips the running test unless controllers are available.
    void requireControllers() {
        if (controllers.isEmpty()) {
            missing("no kube-controller-manager at hand", null);
        }
    }

    private static Cluster missing(String what, Throwable cause) {
        if (System.getenv("MIGRATE_IO_NO_SKIPS") != null) {
            throw new IllegalStateException(what, cause);
        }
        System.err.println("SKIPPED: " + what);
        return abort(what);
    }

    /// Converts a tree to the client's type.
    static Pod podOf(KubernetesClient client, JsonNode tree) {
        return client.getKubernetesSerialization().unmarshal(tree.toString(), Pod.class);
    }

    @Override
    public void close() {
        client.close();
        controllers.ifPresent(Process::destroy);
        server.stop();
    }
}
