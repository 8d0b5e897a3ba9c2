package io.migrate.benchmarks.apiserver;

import io.migrate.benchmarks.RunMode;
import io.migrate.benchmarks.cluster.Api;
import io.migrate.benchmarks.cluster.Load;
import io.migrate.benchmarks.cluster.Webhook;
import io.migrate.benchmarks.report.Aim;
import io.migrate.benchmarks.report.Figure;
import io.migrate.benchmarks.report.Sample;
import io.migrate.e2e.ServiceProxy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/// Creates many annotated Pods at once, with two replicas: none may fail or reach the API server's
/// timeout of ten seconds.
record Bursts(ServiceProxy proxy, Creation creation, List<Webhook> replicas) {
    private static final int PODS = 500;
    private static final double TIMEOUT_MILLIS = 10_000;
    private static final int PATIENCE = 600;

    List<Figure> figures(RunMode mode)
            throws IOException, InterruptedException, ExecutionException {
        awaitReplicas();
        double failed = 0;
        var slowest = new ArrayList<Double>();
        var seconds = new ArrayList<Double>();
        var connections = new ArrayList<Double>();
        for (int i = 0; i < rounds(mode); i++) {
            int before = proxy.connections();
            Load<Api.Answer> load = creation.burst(Kind.OURS, PODS, PODS);
            List<String> failures = Creation.failures(Kind.OURS, load);
            failures.stream().limit(3).forEach(System.err::println);
            failed += failures.size();
            slowest.add(
                    load.answers().stream().mapToDouble(Api.Answer::millis).max().orElseThrow());
            seconds.add(load.seconds());
            connections.add((double) proxy.connections() - before);
            creation.clear();
        }
        return List.of(
                Figure.of("apiserver/burst-of-500/failed", Sample.of(failed), "Pods")
                        .aiming(new Aim.AtMost(0)),
                Figure.of("apiserver/burst-of-500/slowest", Sample.of(slowest), "ms")
                        .aiming(new Aim.AtMost(TIMEOUT_MILLIS)),
                Figure.of("apiserver/burst-of-500/total", Sample.of(seconds), "s"),
                Figure.of(
                        "apiserver/burst-of-500/new connections",
                        Sample.of(connections),
                        "connections"));
    }

    private static int rounds(RunMode mode) {
        return switch (mode) {
            case QUICK -> 1;
            case FULL -> 5;
        };
    }

    private void awaitReplicas() throws IOException, InterruptedException {
        for (int i = 0; proxy.ready().size() < replicas.size(); i++) {
            if (i == PATIENCE) {
                throw new IOException("not all replicas are ready");
            }
            Thread.sleep(100);
        }
    }
}
