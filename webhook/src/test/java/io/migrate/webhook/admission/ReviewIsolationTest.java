package io.migrate.webhook.admission;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;

import io.migrate.webhook.injection.ClusterSnapshot;
import io.migrate.webhook.policy.Layer;
import io.migrate.webhook.policy.Policies;

import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/// No review changes the answer to another one, whoever sends them. Each is answered twice, in
/// instances with other histories: one has seen those before it, and before all of them reviews
/// that are meant to leave something behind; the other one those after it. `-Dreviews=1000000` for
/// more of them, `-Dseed=` for the same again.
class ReviewIsolationTest {
    private static final int REVIEWS = Integer.getInteger("reviews", 400);

    /// All that an instance of the webhook keeps in static fields, those of libraries included,
    /// belongs to it alone: its classes are loaded anew.
    public static final class Instance implements AutoCloseable {
        private final URLClassLoader classes;
        private final Method answer;

        private Instance() throws ReflectiveOperationException, MalformedURLException {
            var path = new ArrayList<URL>();
            String separator = System.getProperty("path.separator");
            for (String each : System.getProperty("java.class.path").split(separator, -1)) {
                path.add(Path.of(each).toUri().toURL());
            }
            classes =
                    new URLClassLoader(
                            path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
            answer =
                    classes.loadClass(Answers.class.getName())
                            .getMethod("to", String.class, byte[].class);
        }

        private String answer(Review review) throws ReflectiveOperationException {
            try {
                return (String)
                        answer.invoke(
                                null,
                                review.endpoint().name(),
                                review.body().getBytes(StandardCharsets.ISO_8859_1));
            } catch (InvocationTargetException e) {
                return "thrown: " + e.getCause();
            }
        }

        @Override
        public void close() throws IOException {
            classes.close();
        }
    }

    /// Runs in an instance.
    public static final class Answers {
        private static final Admission ADMISSION = quiet();

        private Answers() {}

        private static Admission quiet() {
            ((Logger) LoggerFactory.getLogger(Admission.class)).setLevel(Level.OFF);
            var snapshot = ClusterSnapshot.of(Policies.of(Layer.builtIn("migrator:1"), List.of()));
            return new Admission(() -> Optional.of(snapshot), _ -> {});
        }

        /// Returns the status and the body.
        public static String to(String endpoint, byte[] body) {
            HttpResponse response =
                    ADMISSION.answer(Endpoint.valueOf(endpoint), RequestBody.of(body));
            return response.status() + " " + response.body();
        }
    }

    /// @param body each character is a byte
    private record Review(Endpoint endpoint, String body) {}

    @Test
    void noReviewChangesTheAnswerToAnother() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        var random = new Random(seed);
        try (var after = new Instance();
                var before = new Instance()) {
            for (int i = 0; i < 20; i++) {
                assertThat(after.answer(greedy(random, 6_000))).startsWith("200 ");
            }
            for (int done = 0; done < REVIEWS; done += 1_000) {
                var reviews = new ArrayList<Review>();
                for (int i = 0; i < Math.min(1_000, REVIEWS - done); i++) {
                    Endpoint endpoint = random.nextBoolean() ? Endpoint.PODS : Endpoint.WORKLOADS;
                    reviews.add(
                            i % 10 == 0
                                    ? greedy(random, 2_000)
                                    : new Review(
                                            endpoint,
                                            new String(
                                                    ReviewFuzzTest.mutated(endpoint, random),
                                                    StandardCharsets.ISO_8859_1)));
                }
                var forwards = new String[reviews.size()];
                for (int i = 0; i < reviews.size(); i++) {
                    forwards[i] = after.answer(reviews.get(i));
                }
                for (int i = reviews.size() - 1; i >= 0; i--) {
                    assertThat(before.answer(reviews.get(i)))
                            .as("-Dseed=%d, review %d: %s", seed, done + i, reviews.get(i).body())
                            .isEqualTo(forwards[i])
                            .doesNotContain("thrown", "internal error");
                }
            }
        }
    }

    /// A Pod with many names that nobody else uses, some of which have the same hash.
    ///
    /// @param most number of names
    private static Review greedy(Random random, int most) {
        List<String> labels =
                IntStream.range(0, random.nextInt(20, most))
                        .mapToObj(i -> "\"%s\":\"x\"".formatted(name(random, i)))
                        .toList();
        return new Review(
                Endpoint.PODS,
                """
                {"kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1", "request": {"uid": "%s",
                 "kind": {"group": "", "kind": "Pod"}, "namespace": "shop", "operation": "CREATE", "object":
                 {"metadata": {"annotations": {"migrate.io/enabled": "true", "migrate.io/source": "container/api:/sql",
                 "migrate.io/status": "{\\"v\\":1,%s}"}, "labels": {%s}},
                 "spec": {"containers": [{"name": "api", "image": "registry.corp/api:1"}]}}}}
                """
                        .formatted(
                                random.nextInt(),
                                String.join(",", labels).replace("\"", "\\\""),
                                String.join(",", labels)));
    }

    private static String name(Random random, int i) {
        if (random.nextInt(10) == 0) {
            return Long.toString(random.nextLong() >>> 1, 36);
        }
        // "Aa" and "BB" have the same hash, and so have these names of labels.
        var letters = new StringBuilder("example.com/");
        for (int bits = i & 0x7fff, j = 0; j < 15; j++) {
            letters.append((bits >> j & 1) == 0 ? "Aa" : "BB");
        }
        return letters.toString();
    }
}
