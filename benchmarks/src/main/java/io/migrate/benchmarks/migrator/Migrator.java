package io.migrate.benchmarks.migrator;

import io.migrate.benchmarks.Bench;
import io.migrate.benchmarks.Part;
import io.migrate.benchmarks.machine.Measure;
import io.migrate.benchmarks.machine.Share;
import io.migrate.benchmarks.report.Figure;

import java.util.ArrayList;
import java.util.List;

/// How long a Pod waits for its migrator: when there is nothing to do, which is nearly always, and
/// when there is. Process start and connecting are part of it.
public final class Migrator implements Part {
    @Override
    public String name() {
        return "migrator";
    }

    @Override
    public String question() {
        return "one run, from the start of its process to its end, beside the tools whose folders"
                + " it reads";
    }

    @Override
    public List<Figure> measure(Bench bench) throws Exception {
        var measure = Measure.in(bench.work());
        try (Server server = Server.start(bench.work())) {
            var shipped = ShippedMigrator.of(bench.root(), server, measure);
            var figures = new ArrayList<Figure>();
            var run = new Contest(bench, measure, server, shipped, figures);
            switch (bench.effort()) {
                case QUICK -> {
                    run.upToDate(20, List.of(Share.CORE));
                    run.applying(20, List.of(Share.CORE));
                }
                case FULL -> {
                    run.upToDate(100, List.of(Share.CORE, Share.HALF, Share.TENTH));
                    run.upToDate(500, List.of(Share.CORE, Share.HALF, Share.TENTH));
                    run.applying(100, List.of(Share.CORE, Share.HALF));
                    run.applying(500, List.of(Share.CORE));
                }
            }
            return figures;
        }
    }
}
