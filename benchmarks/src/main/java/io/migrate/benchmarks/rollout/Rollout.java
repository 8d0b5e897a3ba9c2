package io.migrate.benchmarks.rollout;

import io.migrate.benchmarks.BenchmarkContext;
import io.migrate.benchmarks.Part;
import io.migrate.benchmarks.RunMode;
import io.migrate.benchmarks.machine.Measure;
import io.migrate.benchmarks.machine.Share;
import io.migrate.benchmarks.migrator.History;
import io.migrate.benchmarks.migrator.Login;
import io.migrate.benchmarks.migrator.Server;
import io.migrate.benchmarks.migrator.ShippedMigrator;
import io.migrate.benchmarks.migrator.Tool;
import io.migrate.benchmarks.report.Aim;
import io.migrate.benchmarks.report.Figure;
import io.migrate.benchmarks.report.Sample;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// Measures 200 concurrent migrators of one release: the load on the database and failures.
/// PostgreSQL's default is 100 connections, half the number of migrators.
public final class Rollout implements Part {
    private static final int APPLIED = 40;
    private static final int PENDING = 20;

    /// Repetitions; each consists of many runs.
    private static final int ROUNDS = 3;

    @Override
    public String name() {
        return "rollout";
    }

    @Override
    public String question() {
        return "How long do many concurrent migrators take on one database, compared with Drizzle?";
    }

    @Override
    public List<Figure> measure(BenchmarkContext context) throws Exception {
        var measure = Measure.in(context.work());
        int size = context.mode() == RunMode.QUICK ? 20 : 200;
        int rounds = context.mode() == RunMode.QUICK ? 1 : ROUNDS;
        var figures = new ArrayList<Figure>();
        try (Server server = Server.start(context.work())) {
            ShippedMigrator shipped = ShippedMigrator.of(context.root(), server, measure);
            var ours = new Tool.OwnMigrator("ours", shipped.program());
            Tool drizzle = Tool.drizzle();
            for (int pending : List.of(0, PENDING)) {
                var mine = new ArrayList<ConcurrentRuns>();
                var theirs = new ArrayList<ConcurrentRuns>();
                for (int i = 0; i < rounds; i++) {
                    context.log("%d at once, %d pending".formatted(size, pending));
                    mine.add(runAll(ours, size, pending, context.work(), measure, server));
                    theirs.add(runAll(drizzle, size, pending, context.work(), measure, server));
                }
                String name =
                        "rollout/%d/%s"
                                .formatted(
                                        size, pending == 0 ? "up-to-date" : pending + "-pending");
                figures.add(
                        beside(name + "/total", "s", mine, theirs, ConcurrentRuns::seconds)
                                .aiming(new Aim.RatioAtMost(1)));
                figures.add(beside(name + "/cpu", "s", mine, theirs, ConcurrentRuns::cpuSeconds));
                figures.add(
                        beside(
                                name + "/connections",
                                "at peak",
                                mine,
                                theirs,
                                ConcurrentRuns::connections));
                figures.add(
                        beside(name + "/failed", "runs", mine, theirs, ConcurrentRuns::failed)
                                .aiming(new Aim.AtMost(0)));
            }
        }
        return figures;
    }

    private static ConcurrentRuns runAll(
            Tool tool, int size, int pending, Path work, Measure measure, Server server)
            throws Exception {
        String database = tool.name();
        server.create(database);
        History before = History.write(work.resolve(database + "-before"), tool.format(), APPLIED);
        var _ = measure.run(tool.run(before, server.url(database, Login.SCRAM)), Share.ALL);
        History after =
                History.write(work.resolve(database + pending), tool.format(), APPLIED + pending);
        ConcurrentRuns runs =
                ConcurrentRuns.of(
                        size,
                        tool.run(after, server.url(database, Login.SCRAM)),
                        measure,
                        server,
                        database);
        long tables =
                server.number(
                        database,
                        "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename ~"
                                + " '^t[0-9]'");
        if (tables != APPLIED + pending) {
            throw new IOException(
                    String.format(
                            Locale.ROOT,
                            "%s has left %d tables, not %d",
                            tool.name(),
                            tables,
                            APPLIED + pending));
        }
        server.drop(database);
        return runs;
    }

    private static Figure beside(
            String name,
            String unit,
            List<ConcurrentRuns> mine,
            List<ConcurrentRuns> theirs,
            ToDoubleFunction<ConcurrentRuns> what) {
        return Figure.of(name, of(mine, what), unit).against("drizzle", of(theirs, what));
    }

    private static Sample of(List<ConcurrentRuns> samples, ToDoubleFunction<ConcurrentRuns> what) {
        return Sample.of(samples.stream().map(each -> what.applyAsDouble(each)).toList());
    }
}
