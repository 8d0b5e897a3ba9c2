package io.migrate.benchmarks.policies;

import io.migrate.benchmarks.cluster.Pods;
import io.migrate.benchmarks.cluster.Quantiles;
import io.migrate.benchmarks.cluster.Webhook;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sends reviews of Pods in many namespaces, in sequence over one connection.
///
/// @param webhook the webhook, called without an API server
/// @param namespaces the number of namespaces
record ReviewClient(Webhook webhook, int namespaces) {
    private static final Pattern PATCH = Pattern.compile("\"patch\":\"([^\"]+)\"");

    /// Coprime with all numbers of namespaces: every namespace is used, and none repeats soon.
    private static final int STRIDE = 7919;

    /// Measures the latency of reviews across all namespaces.
    ///
    /// @throws IOException if a response does not follow the policy of its namespace
    Quantiles round(int reviews) throws IOException, InterruptedException {
        var millis = new ArrayList<Double>();
        for (int i = 0; i < reviews; i++) {
            int number = (int) ((long) i * STRIDE % namespaces);
            String review = Pods.review(Namespaces.name(number), Pods.byPolicy());
            long start = System.nanoTime();
            String answer = webhook.review(review);
            millis.add((System.nanoTime() - start) / 1e6);
            if (!patch(answer).contains(Namespaces.secret(number))) {
                throw new IOException(
                        "response does not follow the policy of "
                                + Namespaces.name(number)
                                + ": "
                                + answer);
            }
        }
        return Quantiles.of(millis);
    }

    /// Waits until Pods of a namespace reference this Secret.
    void await(int number, String secret) throws IOException, InterruptedException {
        String review = Pods.review(Namespaces.name(number), Pods.byPolicy());
        while (!patch(webhook.review(review)).contains("\"" + secret + "\"")) {
            Thread.onSpinWait();
        }
    }

    private static String patch(String answer) throws IOException {
        Matcher found = PATCH.matcher(answer);
        if (!found.find()) {
            throw new IOException("not injected: " + answer);
        }
        return new String(Base64.getDecoder().decode(found.group(1)), StandardCharsets.UTF_8);
    }
}
