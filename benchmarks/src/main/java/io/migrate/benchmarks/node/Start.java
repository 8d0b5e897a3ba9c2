package io.migrate.benchmarks.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.migrate.e2e.node.Node;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// The start of a Pod.
///
/// @param seconds from the request that creates it until its application runs, as the container
///   runtime says it
/// @param containers what each container has used until then, by its name
record Start(double seconds, Map<String, Usage> containers) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    /// Creates a Pod, waits until its application runs, and deletes it.
    ///
    /// @param pods the path of the Pods of a namespace
    static Start of(Proxy proxy, ControlGroups groups, String pods, JsonNode pod)
            throws IOException, InterruptedException {
        Instant start = Instant.now();
        Proxy.Answer created = proxy.send("POST", pods, pod.toString());
        if (created.status() != 201) {
            throw new IOException(created.toString());
        }
        String path = pods + "/" + created.body().at("/metadata/name").asText();
        JsonNode status;
        Map<String, Usage> used;
        try (var peaks = new Peaks(groups, created.body().at("/metadata/uid").asText())) {
            status = awaitRunning(proxy, path).path("status");
            used = peaks.all();
        }
        var containers = new HashMap<String, Usage>();
        for (JsonNode each : status.path("initContainerStatuses")) {
            Usage usage = used.get(id(each));
            if (usage != null) {
                containers.put(each.path("name").asText(), usage);
            }
        }
        double seconds =
                Duration.between(start, startedAt(id(status.at("/containerStatuses/0")))).toNanos()
                        / 1e9;
        delete(proxy, path);
        return new Start(seconds, containers);
    }

    private static JsonNode awaitRunning(Proxy proxy, String path)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            JsonNode pod = proxy.get(path);
            if (pod.at("/status/containerStatuses/0/state").has("running")) {
                return pod;
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("not running: " + pod.path("status"));
            }
            Thread.sleep(50);
        }
    }

    private static String id(JsonNode status) {
        return status.path("containerID").asText().replaceFirst(".*://", "");
    }

    /// In nanoseconds, unlike the status of the Pod.
    private static Instant startedAt(String container) throws IOException {
        String output = Node.ok("crictl", "inspect", container);
        return Instant.parse(
                JSON.readTree(output.substring(output.indexOf('{')))
                        .at("/status/startedAt")
                        .asText());
    }

    /// Deletes it, and waits until it is gone, so that its end does not disturb the next one.
    private static void delete(Proxy proxy, String path) throws IOException, InterruptedException {
        proxy.send("DELETE", path, "");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (proxy.send("GET", path, "").status() != 404) {
            if (System.nanoTime() > deadline) {
                throw new IOException(path + " is still there");
            }
            Thread.sleep(100);
        }
    }
}
