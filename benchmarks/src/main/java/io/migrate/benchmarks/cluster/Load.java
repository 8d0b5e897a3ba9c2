package io.migrate.benchmarks.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/// The responses to many concurrent requests.
///
/// @param answers all responses
/// @param seconds from the first request to the last answer
public record Load<A>(List<A> answers, double seconds) {
    /// Sends requests, each as soon as an earlier one is answered.
    ///
    /// @param requests creates a request by its number, from 0
    /// @throws ExecutionException if one of them throws
    public static <A> Load<A> of(int count, int atATime, IntFunction<Callable<A>> requests)
            throws InterruptedException, ExecutionException {
        var next = new AtomicInteger();
        var lanes = new ArrayList<Future<List<A>>>();
        long start = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < atATime; i++) {
                lanes.add(
                        threads.submit(() -> {
                            var answers = new ArrayList<A>();
                            for (int n = next.getAndIncrement();
                                    n < count;
                                    n = next.getAndIncrement()) {
                                answers.add(requests.apply(n).call());
                            }
                            return answers;
                        }));
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        var all = new ArrayList<A>();
        for (Future<List<A>> each : lanes) {
            all.addAll(each.get());
        }
        return new Load<>(all, seconds);
    }
}
