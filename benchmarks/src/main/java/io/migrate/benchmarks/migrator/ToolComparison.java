package io.migrate.benchmarks.migrator;

import io.migrate.benchmarks.BenchmarkContext;
import io.migrate.benchmarks.machine.Cost;
import io.migrate.benchmarks.machine.Measure;
import io.migrate.benchmarks.machine.Share;
import io.migrate.benchmarks.report.Aim;
import io.migrate.benchmarks.report.Figure;

import java.io.IOException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Compares the migrator with its peers on one server.
final class ToolComparison {
    /// Ratios to the time, and the CPU time, that Drizzle takes if nothing is pending.
    private static final Aim UP_TO_DATE = new Aim.RatioAtMost(0.5);

    private static final Aim UP_TO_DATE_MANY = new Aim.RatioAtMost(0.6);
    private static final Aim UP_TO_DATE_TLS = new Aim.RatioAtMost(1.4);

    /// Up to so many pending migrations the start of the process counts more than the server.
    private static final int FEW = 100;

    private static final Aim APPLYING_FEW = new Aim.RatioAtMost(0.9);
    private static final Aim APPLYING_MANY = new Aim.RatioAtMost(1);
    private static final Aim APPLYING_BESIDE_GOOSE = new Aim.RatioAtMost(1.5);
    private static final Aim APPLYING_CPU = new Aim.RatioAtMost(1);
    private static final Aim MEMORY = new Aim.AtMost(42);
    private static final Aim MEMORY_TLS = new Aim.AtMost(50);

    /// Maximum number of rounds for runs of several seconds.
    private static final int LONG_ROUNDS = 5;

    private final BenchmarkContext context;
    private final Measure measure;
    private final Server server;
    private final List<Figure> figures;
    private final Tool ours;
    private final Tool plain;
    private final Tool drizzle = Tool.drizzle();
    private final Tool goose = Tool.goose();
    private final List<Tool> all;

    ToolComparison(
            BenchmarkContext context,
            Measure measure,
            Server server,
            ShippedMigrator shipped,
            List<Figure> figures) {
        this.context = context;
        this.measure = measure;
        this.server = server;
        this.figures = figures;
        ours = new Tool.OwnMigrator("ours", shipped.program());
        plain = new Tool.OwnMigrator("plain-jvm", shipped.plain());
        all = List.of(ours, drizzle, goose, Tool.dbmate(), plain);
    }

    void upToDate(int count, Login login, List<Share> shares) throws Exception {
        Map<History.Format, History> histories = write(count);
        for (Tool each : all) {
            server.create(database(each));
            Cost _ = go(each, histories, login, Share.ALL);
            check(each, count);
        }
        Aim aim = upToDateAim(count, login);
        for (Share share : shares) {
            context.log("%d applied, %s, %s".formatted(count, login.text(), words(share)));
            AlternatingRuns runs =
                    AlternatingRuns.run(
                            rounds(share), all, each -> go(each, histories, login, share));
            String name = "migrator/up-to-date/%d/%s".formatted(count, login.text());
            addTimes(runs, name + "/" + words(share), Map.of(drizzle, aim));
            if (share == Share.CORE) {
                figures.add(cpu(runs, name).aiming(aim));
                addMemory(runs, name, login);
            }
        }
        for (Tool each : all) {
            server.drop(database(each));
        }
    }

    private static Aim upToDateAim(int count, Login login) {
        return switch (login) {
            case TRUST, SCRAM -> count <= FEW ? UP_TO_DATE : UP_TO_DATE_MANY;
            case TLS -> UP_TO_DATE_TLS;
        };
    }

    void applying(int count, List<Share> shares) throws Exception {
        Map<History.Format, History> histories = write(count);
        for (Share share : shares) {
            context.log("%d pending, %s".formatted(count, words(share)));
            AlternatingRuns runs =
                    AlternatingRuns.run(
                            Math.min(LONG_ROUNDS, context.mode().rounds()),
                            all,
                            each -> {
                                server.create(database(each));
                                Cost cost = go(each, histories, Login.SCRAM, share);
                                check(each, count);
                                server.drop(database(each));
                                return cost;
                            });
            String name = "migrator/applying/" + count + "/" + words(share);
            addTimes(runs, name, share == Share.CORE ? applyingAims(count) : Map.of());
            if (share == Share.CORE) {
                figures.add(cpu(runs, "migrator/applying/" + count).aiming(APPLYING_CPU));
            }
        }
    }

    private Map<Tool, Aim> applyingAims(int count) {
        return Map.of(
                drizzle, count <= FEW ? APPLYING_FEW : APPLYING_MANY, goose, APPLYING_BESIDE_GOOSE);
    }

    private Map<History.Format, History> write(int count) throws IOException {
        var histories = new HashMap<History.Format, History>();
        for (History.Format each : History.Format.values()) {
            histories.put(
                    each, History.write(context.work().resolve(each.name() + count), each, count));
        }
        return histories;
    }

    private Cost go(Tool tool, Map<History.Format, History> histories, Login login, Share share)
            throws IOException {
        return measure.run(
                tool.run(histories.get(tool.format()), server.url(database(tool), login)), share);
    }

    private void check(Tool tool, int count) throws SQLException, IOException {
        long tables =
                server.number(
                        database(tool),
                        "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND"
                                + " tablename ~ '^t[0-9]'");
        if (tables != count) {
            throw new IOException(
                    "%s has made %d tables, not %d".formatted(tool.name(), tables, count));
        }
    }

    private void addTimes(AlternatingRuns runs, String name, Map<Tool, Aim> aims) {
        for (Tool peer : all) {
            if (!peer.equals(ours)) {
                Figure figure =
                        Figure.of(name, runs.of(ours, Cost::wallMillis), "ms")
                                .against(peer.name(), runs.of(peer, Cost::wallMillis));
                figures.add(Optional.ofNullable(aims.get(peer)).map(figure::aiming).orElse(figure));
            }
        }
    }

    private Figure cpu(AlternatingRuns runs, String name) {
        return Figure.of(name + "/cpu", runs.of(ours, Cost::cpuMillis), "ms")
                .against(drizzle.name(), runs.of(drizzle, Cost::cpuMillis));
    }

    private void addMemory(AlternatingRuns runs, String name, Login login) {
        figures.add(
                Figure.of(name + "/rss", runs.of(ours, Cost::rssMiB), "MiB")
                        .against(drizzle.name(), runs.of(drizzle, Cost::rssMiB))
                        .aiming(login == Login.TLS ? MEMORY_TLS : MEMORY));
    }

    private int rounds(Share share) {
        return share == Share.TENTH
                ? Math.min(LONG_ROUNDS, context.mode().rounds())
                : context.mode().rounds();
    }

    private static String database(Tool tool) {
        return tool.name().replace('-', '_');
    }

    private static String words(Share share) {
        return share.name().toLowerCase(Locale.ROOT);
    }
}
