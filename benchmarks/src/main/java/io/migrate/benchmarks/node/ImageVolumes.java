package io.migrate.benchmarks.node;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.e2e.node.Namespace;
import io.migrate.e2e.node.Node;

import java.io.IOException;
import java.time.Duration;

/// Allows image volumes until it is closed: the policy of the cluster, and the right to list Nodes.
record ImageVolumes() implements AutoCloseable {
    private static final String OVERLAY = "manifests/overlays/image-volumes";

    private static final String CLUSTER_POLICY =
            """
            apiVersion: migrate.io/v1alpha1
            kind: ClusterMigrationPolicy
            metadata: {name: default}
            spec: {imageVolumes: IfSupported}
            """;

    /// Two lists of Nodes by each replica, and a margin.
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    /// So many answers in a row come from both replicas.
    private static final int IN_A_ROW = 20;

    static ImageVolumes allow(Namespace namespace) {
        Node.kubectl("apply", "-k", OVERLAY);
        namespace.applied(CLUSTER_POLICY);
        return new ImageVolumes();
    }

    /// Waits until the webhook uses them.
    ///
    /// @param pods the path of the Pods of a namespace
    /// @param pod under a policy that wants a volume
    void await(Proxy proxy, String pods, JsonNode pod) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        int used = 0;
        while (used < IN_A_ROW) {
            Proxy.Answer answer = proxy.send("POST", pods + "?dryRun=All", pod.toString());
            used = answer.body().at("/spec/initContainers").size() == 1 ? used + 1 : 0;
            if (System.nanoTime() > deadline) {
                throw new IOException("image volumes are not used: " + answer.body());
            }
            Thread.sleep(50);
        }
    }

    @Override
    public void close() {
        Node.kubectl("delete", "clustermigrationpolicy", "default", "--ignore-not-found");
        Node.kubectl("delete", "-k", OVERLAY, "--ignore-not-found");
    }
}
