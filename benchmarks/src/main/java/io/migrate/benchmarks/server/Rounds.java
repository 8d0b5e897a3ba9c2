package io.migrate.benchmarks.server;

import io.migrate.benchmarks.BenchmarkContext;
import io.migrate.benchmarks.report.Aim;
import io.migrate.benchmarks.report.Figure;
import io.migrate.benchmarks.report.Sample;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// Measures servers in turn.
///
/// @param servers migrate.io, the baseline server, and then the peers
record Rounds(BenchmarkContext context, Load load, List<Server> servers, Pace pace) {
    /// The share of saturation at which latency is measured.
    private static final double HALF = 0.5;

    /// The factor for the duration of steady load, so that its initial handshakes do not determine
    /// the p99.
    private static final int STEADY = 5;

    private static final double OF_A_PEER = 1;
    private static final double P99_MILLIS = 5;
    private static final double RSS_MIB = 160;

    /// The amount of measurement.
    ///
    /// @param warmUp duration of the warm-up of each server
    /// @param duration of one measurement
    record Pace(int rounds, Duration warmUp, Duration duration) {}

    private record Key(Server server, Scenario scenario) {}

    List<Figure> figures() throws IOException {
        context.log("warming up");
        for (Server each : servers) {
            for (int size : Scenario.SIZES) {
                load.saturate(
                        each,
                        WebhookServerPart.review(context, size),
                        10,
                        pace.warmUp().dividedBy(2));
            }
        }
        var outcomes = new HashMap<Key, List<Load.Outcome>>();
        for (int round = 1; round <= pace.rounds(); round++) {
            for (Scenario scenario : Scenario.ALL) {
                context.log("round %d: %s".formatted(round, scenario));
                for (Server each : servers) {
                    outcomes.computeIfAbsent(new Key(each, scenario), _ -> new ArrayList<>())
                            .add(
                                    load.saturate(
                                            each,
                                            WebhookServerPart.review(context, scenario.size()),
                                            scenario.connections(),
                                            pace.duration()));
                }
            }
        }
        var figures = new ArrayList<Figure>();
        for (Scenario scenario : Scenario.ALL) {
            figures.addAll(saturated(scenario, outcomes));
        }
        for (int size : Scenario.SIZES) {
            figures.addAll(half(size, outcomes));
        }
        figures.addAll(memory());
        return figures;
    }

    private Server ours() {
        return servers.get(0);
    }

    private Server baseline() {
        return servers.get(1);
    }

    private List<Server> peers() {
        return servers.subList(2, servers.size());
    }

    private List<Figure> saturated(Scenario scenario, Map<Key, List<Load.Outcome>> outcomes) {
        ToDoubleFunction<Load.Outcome> perCore = Load.Outcome::perCoreSecond;
        String name = "server/" + scenario + "/";
        Sample own = sample(outcomes, new Key(ours(), scenario), perCore);
        var figures = new ArrayList<Figure>();
        Figure each = Figure.of(name + "per core", own, "1/s");
        figures.add(
                each.against(
                        baseline().name(),
                        sample(outcomes, new Key(baseline(), scenario), perCore)));
        for (Server peer : peers()) {
            figures.add(
                    each.against(peer.name(), sample(outcomes, new Key(peer, scenario), perCore))
                            .aiming(new Aim.RatioAtLeast(OF_A_PEER)));
        }
        Server best = best(scenario, outcomes);
        figures.add(
                beside(
                        name + "by the clock",
                        "1/s",
                        scenario,
                        best,
                        outcomes,
                        Load.Outcome::perSecond));
        figures.add(beside(name + "p50", "ms", scenario, best, outcomes, Load.Outcome::p50Millis));
        figures.add(beside(name + "p99", "ms", scenario, best, outcomes, Load.Outcome::p99Millis));
        return figures;
    }

    private Figure beside(
            String name,
            String unit,
            Scenario scenario,
            Server peer,
            Map<Key, List<Load.Outcome>> outcomes,
            ToDoubleFunction<Load.Outcome> value) {
        return Figure.of(name, sample(outcomes, new Key(ours(), scenario), value), unit)
                .against(peer.name(), sample(outcomes, new Key(peer, scenario), value));
    }

    private Server best(Scenario scenario, Map<Key, List<Load.Outcome>> outcomes) {
        return peers().stream()
                .max(
                        Comparator.comparingDouble((Server peer) ->
                                sample(
                                                outcomes,
                                                new Key(peer, scenario),
                                                Load.Outcome::perCoreSecond)
                                        .median()))
                .orElseThrow();
    }

    private static Sample sample(
            Map<Key, List<Load.Outcome>> outcomes, Key key, ToDoubleFunction<Load.Outcome> value) {
        return Sample.of(outcomes.get(key).stream().map(value::applyAsDouble).toList());
    }

    /// Measures each server at half of its own saturation.
    private List<Figure> half(int size, Map<Key, List<Load.Outcome>> outcomes) throws IOException {
        var scenario = new Scenario(size, 10);
        Server best = best(scenario, outcomes);
        context.log("half of saturation: %d KiB".formatted(size));
        var own = new ArrayList<Load.Outcome>();
        var others = new ArrayList<Load.Outcome>();
        for (int round = 0; round < pace.rounds(); round++) {
            own.add(steady(ours(), scenario, outcomes));
            others.add(steady(best, scenario, outcomes));
        }
        String name = "server/%d KiB, half of saturation/".formatted(size);
        return List.of(
                Figure.of(name + "p50", p50(own), "ms").against(best.name(), p50(others)),
                Figure.of(name + "p99", p99(own), "ms")
                        .against(best.name(), p99(others))
                        .aiming(new Aim.AtMost(P99_MILLIS)));
    }

    private Load.Outcome steady(
            Server server, Scenario scenario, Map<Key, List<Load.Outcome>> outcomes)
            throws IOException {
        double most = sample(outcomes, new Key(server, scenario), Load.Outcome::perSecond).median();
        return load.steady(
                server,
                WebhookServerPart.review(context, scenario.size()),
                scenario.connections(),
                pace.duration().multipliedBy(STEADY),
                most * HALF);
    }

    private static Sample p50(List<Load.Outcome> outcomes) {
        return Sample.of(outcomes.stream().map(Load.Outcome::p50Millis).toList());
    }

    private static Sample p99(List<Load.Outcome> outcomes) {
        return Sample.of(outcomes.stream().map(Load.Outcome::p99Millis).toList());
    }

    private List<Figure> memory() throws IOException {
        var figures = new ArrayList<Figure>();
        Figure own =
                Figure.of("server/peak memory", Sample.of(ours().running().peakMiB()), "MiB")
                        .aiming(new Aim.AtMost(RSS_MIB));
        for (Server each : peers()) {
            figures.add(own.against(each.name(), Sample.of(each.running().peakMiB())));
        }
        return figures;
    }
}
