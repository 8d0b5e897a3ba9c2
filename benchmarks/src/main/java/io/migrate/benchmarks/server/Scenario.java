package io.migrate.benchmarks.server;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.benchmarks.pods.Pods;

import java.util.List;

/// The size of the Pod and the number of connections.
///
/// @param size approximate size of the Pod in KiB
record Scenario(int size, int connections) {
    /// A typical Pod, and one with a sidecar and many settings.
    static final List<Integer> SIZES = List.of(4, 18);

    /// The connections of one API server, of several, and of more than occur in practice.
    static final List<Scenario> ALL =
            List.of(
                    new Scenario(4, 1),
                    new Scenario(4, 10),
                    new Scenario(4, 100),
                    new Scenario(18, 10));

    static ObjectNode pod(int size) {
        return size < 10 ? Pods.sized(1, size * 1024) : Pods.sized(2, size * 1024);
    }

    @Override
    public String toString() {
        return "%d KiB, %d connection%s".formatted(size, connections, connections == 1 ? "" : "s");
    }
}
