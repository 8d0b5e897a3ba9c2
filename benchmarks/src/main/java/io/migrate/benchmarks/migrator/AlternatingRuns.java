package io.migrate.benchmarks.migrator;

import io.migrate.benchmarks.machine.Cost;
import io.migrate.benchmarks.report.Sample;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// Costs of several tools that run alternately and repeatedly, so that other load on the machine
/// affects all of them.
final class AlternatingRuns {
    private final Map<Tool, List<Cost>> costs = new LinkedHashMap<>();

    /// One run of a tool.
    interface Run {
        Cost of(Tool tools) throws Exception;
    }

    static AlternatingRuns run(int rounds, List<Tool> tools, Run run) throws Exception {
        var runs = new AlternatingRuns();
        for (int i = 0; i < rounds; i++) {
            for (Tool each : tools) {
                runs.costs.computeIfAbsent(each, _ -> new ArrayList<>()).add(run.of(each));
            }
        }
        return runs;
    }

    Sample of(Tool tools, ToDoubleFunction<Cost> what) {
        return Sample.of(costs.get(tools).stream().map(each -> what.applyAsDouble(each)).toList());
    }
}
