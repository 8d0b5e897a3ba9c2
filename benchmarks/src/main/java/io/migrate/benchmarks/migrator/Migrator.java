package io.migrate.benchmarks.migrator;

import io.migrate.benchmarks.BenchmarkContext;
import io.migrate.benchmarks.Part;
import io.migrate.benchmarks.machine.Measure;
import io.migrate.benchmarks.machine.Share;
import io.migrate.benchmarks.report.Figure;

import java.util.ArrayList;
import java.util.List;

/// Measures how long a Pod waits for its migrator, with and without pending migrations, including
/// process start and connecting.
public final class Migrator implements Part {
    @Override
    public String name() {
        return "migrator";
    }

    @Override
    public String question() {
        return "How long does one run take, from process start to end, compared with the tools"
                + " whose folders it reads?";
    }

    @Override
    public List<Figure> measure(BenchmarkContext context) throws Exception {
        var measure = Measure.in(context.work());
        try (Server server = Server.start(context.work())) {
            var shipped = ShippedMigrator.of(context.root(), server, measure);
            var figures = new ArrayList<Figure>();
            var run = new ToolComparison(context, measure, server, shipped, figures);
            switch (context.mode()) {
                case QUICK -> {
                    run.upToDate(20, Login.SCRAM, List.of(Share.CORE));
                    run.upToDate(20, Login.TLS, List.of(Share.CORE));
                    run.applying(20, List.of(Share.CORE));
                }
                case FULL -> {
                    run.upToDate(1, Login.SCRAM, List.of(Share.CORE));
                    run.upToDate(100, Login.TRUST, List.of(Share.CORE));
                    run.upToDate(100, Login.SCRAM, List.of(Share.CORE, Share.TENTH));
                    run.upToDate(100, Login.TLS, List.of(Share.CORE, Share.TENTH));
                    run.upToDate(500, Login.SCRAM, List.of(Share.CORE, Share.TENTH));
                    run.applying(1, List.of(Share.CORE));
                    run.applying(10, List.of(Share.CORE));
                    run.applying(100, List.of(Share.CORE, Share.HALF));
                    run.applying(500, List.of(Share.CORE));
                }
            }
            return figures;
        }
    }
}
