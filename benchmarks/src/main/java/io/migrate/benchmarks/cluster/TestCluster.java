package io.migrate.benchmarks.cluster;

import io.migrate.e2e.Cluster;
import io.migrate.e2e.Installation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// An API server and etcd with the installed manifests and no controllers.
///
/// @param kubeconfig the kubeconfig of the webhook's ServiceAccount
public record TestCluster(Cluster cluster, Installation installation, Path kubeconfig)
        implements AutoCloseable {
    /// Starts a cluster.
    ///
    /// @param port the port of the webhook on the loopback address
    public static TestCluster start(Path work, int port) throws IOException {
        Cluster cluster = Cluster.withoutControllers(work);
        try {
            var installation = Installation.into(cluster, "https://127.0.0.1:" + port + "/mutate");
            Path kubeconfig =
                    Files.writeString(
                            work.resolve("webhook.kubeconfig"), installation.kubeconfig());
            return new TestCluster(cluster, installation, kubeconfig);
        } catch (IOException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    @Override
    public void close() {
        cluster.close();
    }
}
