package io.migrate.benchmarks.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.container.Namespace;
import io.migrate.webhook.injection.Injector;
import io.migrate.webhook.injection.Verdict;
import io.migrate.webhook.policy.Layer;
import io.migrate.webhook.policy.Policies;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The JMH benchmark: the whole injection, and the part that reads the Pod.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class InjectionBenchmark {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// The Pod.
    @Param public PodShape shape;

    private final Namespace namespace = Namespace.named("shop");
    private final Policies policies =
            Policies.of(Layer.builtIn("registry.example.com/migrator:1"), List.of());
    private byte[] pod;

    /// Prepares the Pod.
    @Setup
    public void setUp() throws IOException {
        pod = shape.pod().toString().getBytes(StandardCharsets.UTF_8);
        patch();
    }

    /// Reads the Pod into a tree.
    @Benchmark
    public JsonNode read() throws IOException {
        return JSON.readTree(pod);
    }

    /// Reads the Pod, injects it and writes the patch.
    @Benchmark
    public byte[] patch() throws IOException {
        return switch (Injector.inject((ObjectNode) read(), namespace, policies)) {
            case Verdict.Injected injected when !injected.patch().isEmpty() ->
                    injected.patch().toString().getBytes(StandardCharsets.UTF_8);
            case Verdict other -> throw new IllegalStateException("no patch: " + other);
        };
    }
}
