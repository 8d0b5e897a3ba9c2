package io.migrate.benchmarks.migrator;

import io.migrate.benchmarks.machine.Cost;
import io.migrate.benchmarks.report.Sample;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// What several contestants took, in turn and more than once: whatever else the machine does, it
/// does to each of them.
final class Race {
    private final Map<Contestant, List<Cost>> costs = new LinkedHashMap<>();

    /// One run of a contestant.
    interface Run {
        Cost of(Contestant contestant) throws Exception;
    }

    static Race run(int rounds, List<Contestant> contestants, Run run) throws Exception {
        var race = new Race();
        for (int i = 0; i < rounds; i++) {
            for (Contestant each : contestants) {
                race.costs.computeIfAbsent(each, _ -> new ArrayList<>()).add(run.of(each));
            }
        }
        return race;
    }

    Sample of(Contestant contestant, ToDoubleFunction<Cost> what) {
        return Sample.of(
                costs.get(contestant).stream().map(each -> what.applyAsDouble(each)).toList());
    }
}
