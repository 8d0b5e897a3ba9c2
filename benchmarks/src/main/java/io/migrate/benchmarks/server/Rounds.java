package io.migrate.benchmarks.server;

import io.migrate.benchmarks.Bench;
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
/// @param servers ours, the ceiling, and then the peers
record Rounds(Bench bench, Load load, List<Server> servers, Pace pace) {
    /// Of saturation, for the latency that matters.
    private static final double HALF = 0.5;

    /// So much longer than the others: the handshakes at its beginning are not to be the slowest
    /// one in a hundred.
    private static final int STEADY = 5;

    private static final double OF_THE_CEILING = 0.6;
    private static final double OF_A_PEER = 1;
    private static final double P99_MILLIS = 5;
    private static final double RSS_MIB = 160;

    /// How much is measured.
    ///
    /// @param warmUp how long each server is kept busy before
    /// @param duration of one measurement
    record Pace(int rounds, Duration warmUp, Duration duration) {}

    private record Key(Server server, Situation situation) {}

    List<Figure> figures() throws IOException {
        bench.say("warming up");
        for (Server each : servers) {
            for (int size : Situation.SIZES) {
                load.saturate(
                        each,
                        WebhookServerPart.review(bench, size),
                        10,
                        pace.warmUp().dividedBy(2));
            }
        }
        var outcomes = new HashMap<Key, List<Load.Outcome>>();
        for (int round = 1; round <= pace.rounds(); round++) {
            for (Situation situation : Situation.ALL) {
                bench.say("round %d: %s".formatted(round, situation));
                for (Server each : servers) {
                    outcomes.computeIfAbsent(new Key(each, situation), _ -> new ArrayList<>())
                            .add(
                                    load.saturate(
                                            each,
                                            WebhookServerPart.review(bench, situation.size()),
                                            situation.connections(),
                                            pace.duration()));
                }
            }
        }
        var figures = new ArrayList<Figure>();
        for (Situation situation : Situation.ALL) {
            figures.addAll(saturated(situation, outcomes));
        }
        for (int size : Situation.SIZES) {
            figures.addAll(half(size, outcomes));
        }
        figures.addAll(memory());
        return figures;
    }

    private Server ours() {
        return servers.get(0);
    }

    private Server ceiling() {
        return servers.get(1);
    }

    private List<Server> peers() {
        return servers.subList(2, servers.size());
    }

    private List<Figure> saturated(Situation situation, Map<Key, List<Load.Outcome>> outcomes) {
        ToDoubleFunction<Load.Outcome> perCore = Load.Outcome::perCoreSecond;
        String name = "door/" + situation + "/";
        Sample its = sample(outcomes, new Key(ours(), situation), perCore);
        var figures = new ArrayList<Figure>();
        Figure each = Figure.of(name + "per core", its, "1/s");
        figures.add(
                each.against(
                                ceiling().name(),
                                sample(outcomes, new Key(ceiling(), situation), perCore))
                        .aiming(new Aim.RatioAtLeast(OF_THE_CEILING)));
        for (Server peer : peers()) {
            figures.add(
                    each.against(peer.name(), sample(outcomes, new Key(peer, situation), perCore))
                            .aiming(new Aim.RatioAtLeast(OF_A_PEER)));
        }
        Server best = best(situation, outcomes);
        figures.add(
                beside(
                        name + "by the clock",
                        "1/s",
                        situation,
                        best,
                        outcomes,
                        Load.Outcome::perSecond));
        figures.add(beside(name + "p50", "ms", situation, best, outcomes, Load.Outcome::p50Millis));
        figures.add(beside(name + "p99", "ms", situation, best, outcomes, Load.Outcome::p99Millis));
        return figures;
    }

    private Figure beside(
            String name,
            String unit,
            Situation situation,
            Server peer,
            Map<Key, List<Load.Outcome>> outcomes,
            ToDoubleFunction<Load.Outcome> value) {
        return Figure.of(name, sample(outcomes, new Key(ours(), situation), value), unit)
                .against(peer.name(), sample(outcomes, new Key(peer, situation), value));
    }

    private Server best(Situation situation, Map<Key, List<Load.Outcome>> outcomes) {
        return peers().stream()
                .max(
                        Comparator.comparingDouble((Server peer) ->
                                sample(
                                                outcomes,
                                                new Key(peer, situation),
                                                Load.Outcome::perCoreSecond)
                                        .median()))
                .orElseThrow();
    }

    private static Sample sample(
            Map<Key, List<Load.Outcome>> outcomes, Key key, ToDoubleFunction<Load.Outcome> value) {
        return Sample.of(outcomes.get(key).stream().map(value::applyAsDouble).toList());
    }

    /// Each at half of what it can do itself.
    private List<Figure> half(int size, Map<Key, List<Load.Outcome>> outcomes) throws IOException {
        var situation = new Situation(size, 10);
        Server best = best(situation, outcomes);
        bench.say("half of saturation: %d KiB".formatted(size));
        var its = new ArrayList<Load.Outcome>();
        var others = new ArrayList<Load.Outcome>();
        for (int round = 0; round < pace.rounds(); round++) {
            its.add(steady(ours(), situation, outcomes));
            others.add(steady(best, situation, outcomes));
        }
        String name = "door/%d KiB, half of saturation/".formatted(size);
        return List.of(
                Figure.of(name + "p50", p50(its), "ms").against(best.name(), p50(others)),
                Figure.of(name + "p99", p99(its), "ms")
                        .against(best.name(), p99(others))
                        .aiming(new Aim.AtMost(P99_MILLIS)));
    }

    private Load.Outcome steady(
            Server server, Situation situation, Map<Key, List<Load.Outcome>> outcomes)
            throws IOException {
        double most =
                sample(outcomes, new Key(server, situation), Load.Outcome::perSecond).median();
        return load.steady(
                server,
                WebhookServerPart.review(bench, situation.size()),
                situation.connections(),
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
        Figure its =
                Figure.of("door/peak of memory", Sample.of(ours().running().peakMiB()), "MiB")
                        .aiming(new Aim.AtMost(RSS_MIB));
        for (Server each : peers()) {
            figures.add(its.against(each.name(), Sample.of(each.running().peakMiB())));
        }
        return figures;
    }
}
