package io.migrate.benchmarks.server;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.benchmarks.pods.Pods;

import java.util.List;

/// What is sent, and on how many connections.
///
/// @param size of the Pod, about, in KiB
record Situation(int size, int connections) {
    /// The usual Pod, and one with a sidecar and many settings.
    static final List<Integer> SIZES = List.of(4, 18);

    /// The connections of one API server, of several, and of more than there are.
    static final List<Situation> ALL =
            List.of(
                    new Situation(4, 1),
                    new Situation(4, 10),
                    new Situation(4, 100),
                    new Situation(18, 10));

    static ObjectNode pod(int size) {
        return size < 10 ? Pods.sized(1, size * 1024) : Pods.sized(2, size * 1024);
    }

    @Override
    public String toString() {
        return "%d KiB, %d connection%s".formatted(size, connections, connections == 1 ? "" : "s");
    }
}
