package io.migrate.webhook.admission;

import io.migrate.benchmarks.pods.Pods;
import io.migrate.webhook.injection.ClusterSnapshot;
import io.migrate.webhook.policy.Layer;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.policy.PolicyFiles;

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
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The JMH benchmark of an answer without network, metrics and log: from the bytes of a review to
/// those of the response. It is in the package of the webhook that answers reviews, because that
/// has no other door than HTTP.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ReviewBenchmark {
    /// The approximate size of the Pod in KiB: those of the part `server`.
    @Param({"4", "18"})
    public int size;

    /// The folder with the policy.
    @Param("manifests/samples/web-shop")
    public String policies;

    private Admission admission;
    private byte[] review;

    /// Prepares the review and the policy.
    @Setup
    public void setUp() throws IOException {
        var files = new PolicyFiles(Policies.DEFAULT);
        files.add(Path.of(policies));
        var snapshot =
                ClusterSnapshot.of(
                        files.policies(Layer.builtIn("registry.example.com/migrator:1")));
        admission = new Admission(() -> Optional.of(snapshot), _ -> {});
        review =
                Pods.review(Pods.sized(size < 10 ? 1 : 2, size * 1024))
                        .toString()
                        .getBytes(StandardCharsets.UTF_8);
        if (!answer().body().toString().contains("\"patch\":")) {
            throw new IllegalStateException("no patch: " + answer());
        }
    }

    /// Reads the review, decides, and writes the response.
    @Benchmark
    public HttpResponse answer() {
        return admission.answer(Endpoint.PODS, RequestBody.of(review));
    }
}
