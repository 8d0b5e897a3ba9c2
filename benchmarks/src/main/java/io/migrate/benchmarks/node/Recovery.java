package io.migrate.benchmarks.node;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Ends both replicas of the webhook at once.
final class Recovery {
    private static final String PODS = "/api/v1/namespaces/migrate-io-system/pods";
    private static final String SELECTOR = "?labelSelector=app.kubernetes.io%2Fcomponent%3Dwebhook";
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private Recovery() {}

    /// Returns the seconds from the end of the last old replica to the first Pod that is injected.
    ///
    /// @param pods the path of the Pods of a namespace
    static double once(Proxy proxy, String pods, JsonNode pod)
            throws IOException, InterruptedException {
        List<String> old = names(proxy);
        proxy.send("DELETE", PODS + SELECTOR + "&gracePeriodSeconds=1", "");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (names(proxy).stream().anyMatch(old::contains)) {
            pause(deadline);
        }
        long start = System.nanoTime();
        while (!isInjected(proxy.send("POST", pods + "?dryRun=All", pod.toString()))) {
            pause(deadline);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static void pause(long deadline) throws IOException, InterruptedException {
        if (System.nanoTime() > deadline) {
            throw new IOException("the webhook does not come back");
        }
        Thread.sleep(50);
    }

    private static List<String> names(Proxy proxy) throws IOException {
        var names = new ArrayList<String>();
        for (JsonNode each : proxy.get(PODS + SELECTOR).path("items")) {
            names.add(each.at("/metadata/name").asText());
        }
        return names;
    }

    private static boolean isInjected(Proxy.Answer answer) {
        return answer.status() == 201 && !answer.body().at("/spec/initContainers").isEmpty();
    }
}
