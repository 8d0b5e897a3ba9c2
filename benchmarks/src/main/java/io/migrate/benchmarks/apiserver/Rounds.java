package io.migrate.benchmarks.apiserver;

import io.migrate.benchmarks.cluster.Api;
import io.migrate.benchmarks.cluster.Load;
import io.migrate.benchmarks.cluster.Quantiles;
import io.migrate.benchmarks.report.Sample;

import java.util.ArrayList;
import java.util.List;

/// The results of the rounds of one kind.
final class Rounds {
    private final List<Double> p50 = new ArrayList<>();
    private final List<Double> p99 = new ArrayList<>();
    private final List<Double> perSecond = new ArrayList<>();

    /// Adds a sequential round, for latency.
    void alone(Load<Api.Answer> load) {
        var quantiles = Quantiles.of(load.answers().stream().map(Api.Answer::millis).toList());
        p50.add(quantiles.p50());
        p99.add(quantiles.p99());
    }

    /// Adds a concurrent round, for throughput.
    void together(Load<Api.Answer> load) {
        perSecond.add(load.answers().size() / load.seconds());
    }

    Sample p50() {
        return Sample.of(p50);
    }

    Sample p99() {
        return Sample.of(p99);
    }

    Sample perSecond() {
        return Sample.of(perSecond);
    }

    /// The difference between the p50 of each round and that of the other kind.
    Sample above(Rounds other) {
        var differences = new ArrayList<Double>();
        for (int i = 0; i < p50.size(); i++) {
            differences.add(p50.get(i) - other.p50.get(i));
        }
        return Sample.of(differences);
    }
}
