package io.migrate.benchmarks.node;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.e2e.node.Installation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/// Ends both replicas of the webhook at once, while Pods are created all the time. No call waits
/// for another: one that meets a dead address takes as long as the API server waits for a webhook,
/// and says nothing about those after it.
///
/// @param seconds from the start of the first call that fails to the end of the first one that
///   succeeds of those that start after the last such; 0 if none fails
/// @param slowest the seconds that the slowest call takes
record Recovery(double seconds, double slowest) {
    private static final String PODS = "/api/v1/namespaces/migrate-io-system/pods";
    private static final String SELECTOR = "?labelSelector=app.kubernetes.io%2Fcomponent%3Dwebhook";
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration PERIOD = Duration.ofMillis(100);

    /// How the replicas end.
    enum Ending {
        /// As `kubectl delete pod` does it: they drain.
        DELETED(""),

        /// After one second, whatever they do.
        KILLED("&gracePeriodSeconds=1");

        private final String parameter;

        Ending(String parameter) {
            this.parameter = parameter;
        }
    }

    /// A Pod that is created as a dry run.
    private record Call(long start, long end, boolean isInjected) {
        static Call of(Proxy proxy, String pods, JsonNode pod) {
            try {
                long start = System.nanoTime();
                var answer = proxy.send("POST", pods + "?dryRun=All", pod.toString());
                boolean isInjected =
                        answer.status() == 201
                                && !answer.body().at("/spec/initContainers").isEmpty();
                return new Call(start, System.nanoTime(), isInjected);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// Ends them once.
    ///
    /// @param pods the path of the Pods of a namespace
    static Recovery from(Ending ending, Proxy proxy, String pods, JsonNode pod)
            throws IOException, InterruptedException {
        var calls = new ConcurrentLinkedQueue<Future<Call>>();
        var isDone = new AtomicBoolean();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var _ =
                    threads.submit(() -> {
                        while (!isDone.get()) {
                            calls.add(threads.submit(() -> Call.of(proxy, pods, pod)));
                            Thread.sleep(PERIOD);
                        }
                        return null;
                    });
            try {
                replace(proxy, ending);
            } finally {
                isDone.set(true);
            }
        }
        return of(calls.stream().map(Future::resultNow).toList());
    }

    private static void replace(Proxy proxy, Ending ending)
            throws IOException, InterruptedException {
        List<String> old = names(proxy);
        proxy.send("DELETE", PODS + SELECTOR + ending.parameter, "");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (names(proxy).stream().anyMatch(old::contains)) {
            if (System.nanoTime() > deadline) {
                throw new IOException("they do not end: " + old);
            }
            Thread.sleep(PERIOD);
        }
        Installation.awaitReady();
        Thread.sleep(Duration.ofSeconds(3));
    }

    private static Recovery of(Collection<Call> calls) throws IOException {
        List<Call> failed = calls.stream().filter(each -> !each.isInjected()).toList();
        double slowest =
                calls.stream().mapToLong(each -> each.end() - each.start()).max().orElseThrow()
                        / 1e9;
        if (failed.isEmpty()) {
            return new Recovery(0, slowest);
        }
        var byStart = Comparator.comparingLong(Call::start);
        Call last = failed.stream().max(byStart).orElseThrow();
        long end =
                calls.stream()
                        .filter(each -> each.isInjected() && each.start() > last.start())
                        .mapToLong(Call::end)
                        .min()
                        .orElseThrow(() -> new IOException("the webhook does not come back"));
        return new Recovery(
                (end - failed.stream().min(byStart).orElseThrow().start()) / 1e9, slowest);
    }

    private static List<String> names(Proxy proxy) throws IOException {
        var names = new ArrayList<String>();
        for (JsonNode each : proxy.get(PODS + SELECTOR).path("items")) {
            names.add(each.at("/metadata/name").asText());
        }
        return names;
    }
}
