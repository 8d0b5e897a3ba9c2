package io.migrate.benchmarks.rollout;

import io.migrate.benchmarks.Bench;
import io.migrate.benchmarks.Effort;
import io.migrate.benchmarks.Part;
import io.migrate.benchmarks.machine.Measure;
import io.migrate.benchmarks.machine.Share;
import io.migrate.benchmarks.migrator.Contestant;
import io.migrate.benchmarks.migrator.History;
import io.migrate.benchmarks.migrator.Server;
import io.migrate.benchmarks.migrator.ShippedMigrator;
import io.migrate.benchmarks.report.Aim;
import io.migrate.benchmarks.report.Figure;
import io.migrate.benchmarks.report.Sample;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// 200 replicas of one release: what the database goes through, and how many of them fail. A server
/// takes 100 connections when nobody says otherwise, so the crowd is twice what it can hold.
public final class Rollout implements Part {
    private static final int APPLIED = 40;
    private static final int PENDING = 20;

    /// Runs of a crowd; each is many runs already.
    private static final int ROUNDS = 3;

    @Override
    public String name() {
        return "rollout";
    }

    @Override
    public String question() {
        return "many migrators at once on one database, beside Drizzle's own";
    }

    @Override
    public List<Figure> measure(Bench bench) throws Exception {
        var measure = Measure.in(bench.work());
        int size = bench.effort() == Effort.QUICK ? 20 : 200;
        int rounds = bench.effort() == Effort.QUICK ? 1 : ROUNDS;
        var figures = new ArrayList<Figure>();
        try (Server server = Server.start(bench.work())) {
            ShippedMigrator shipped = ShippedMigrator.of(bench.root(), server, measure);
            var ours = new Contestant.Ours("ours", shipped.program());
            Contestant drizzle = Contestant.drizzle();
            for (int pending : List.of(0, PENDING)) {
                var mine = new ArrayList<Crowd>();
                var theirs = new ArrayList<Crowd>();
                for (int i = 0; i < rounds; i++) {
                    bench.say("%d at once, %d pending".formatted(size, pending));
                    mine.add(crowd(ours, size, pending, bench.work(), measure, server));
                    theirs.add(crowd(drizzle, size, pending, bench.work(), measure, server));
                }
                String name =
                        "rollout/%d/%s"
                                .formatted(
                                        size, pending == 0 ? "up-to-date" : pending + "-pending");
                figures.add(
                        beside(name + "/total", "s", mine, theirs, Crowd::seconds)
                                .aiming(new Aim.RatioAtMost(1)));
                figures.add(beside(name + "/cpu", "s", mine, theirs, Crowd::cpuSeconds));
                figures.add(
                        beside(name + "/connections", "at peak", mine, theirs, Crowd::connections));
                figures.add(
                        beside(name + "/failed", "runs", mine, theirs, Crowd::failed)
                                .aiming(new Aim.AtMost(0)));
            }
        }
        return figures;
    }

    private static Crowd crowd(
            Contestant who, int size, int pending, Path work, Measure measure, Server server)
            throws Exception {
        String database = who.name();
        server.create(database);
        History before = History.write(work.resolve(database + "-before"), who.format(), APPLIED);
        var _ = measure.run(who.run(before, server.url(database)), Share.ALL);
        History after =
                History.write(work.resolve(database + pending), who.format(), APPLIED + pending);
        Crowd crowd =
                Crowd.of(size, who.run(after, server.url(database)), measure, server, database);
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
                            who.name(),
                            tables,
                            APPLIED + pending));
        }
        server.drop(database);
        return crowd;
    }

    private static Figure beside(
            String name,
            String unit,
            List<Crowd> mine,
            List<Crowd> theirs,
            ToDoubleFunction<Crowd> what) {
        return Figure.of(name, of(mine, what), unit).against("drizzle", of(theirs, what));
    }

    private static Sample of(List<Crowd> crowds, ToDoubleFunction<Crowd> what) {
        return Sample.of(crowds.stream().map(each -> what.applyAsDouble(each)).toList());
    }
}
