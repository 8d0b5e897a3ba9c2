package io.migrate.benchmarks.migrator;

import io.migrate.benchmarks.Bench;
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

/// Ours and its peers on one server, and the figures that come of it.
final class Contest {
    /// Of the time that Drizzle takes to find that there is nothing to do.
    private static final Aim UP_TO_DATE = new Aim.RatioAtMost(0.6);

    private static final Aim APPLYING = new Aim.RatioAtMost(1);
    private static final Aim MEMORY = new Aim.AtMost(50);

    /// Runs of several seconds each are not done more often than this.
    private static final int LONG_ROUNDS = 3;

    private final Bench bench;
    private final Measure measure;
    private final Server server;
    private final List<Figure> figures;
    private final Contestant ours;
    private final Contestant plain;
    private final Contestant drizzle = Contestant.drizzle();
    private final List<Contestant> all;

    Contest(
            Bench bench,
            Measure measure,
            Server server,
            ShippedMigrator shipped,
            List<Figure> figures) {
        this.bench = bench;
        this.measure = measure;
        this.server = server;
        this.figures = figures;
        ours = new Contestant.Ours("ours", shipped.program());
        plain = new Contestant.Ours("plain-jvm", shipped.plain());
        all = List.of(ours, drizzle, Contestant.goose(), Contestant.dbmate(), plain);
    }

    void upToDate(int count, List<Share> shares) throws Exception {
        Map<History.Format, History> histories = write(count);
        for (Contestant each : all) {
            server.create(database(each));
            Cost _ = go(each, histories, Share.ALL);
            check(each, count);
        }
        for (Share share : shares) {
            bench.say("%d applied, %s".formatted(count, words(share)));
            Race race = Race.run(rounds(share), all, each -> go(each, histories, share));
            String name = "migrator/up-to-date/" + count + "/" + words(share);
            add(race, name, share == Share.CORE ? Optional.of(UP_TO_DATE) : Optional.empty());
            if (share == Share.CORE) {
                add(race, count);
            }
        }
        for (Contestant each : all) {
            server.drop(database(each));
        }
    }

    void applying(int count, List<Share> shares) throws Exception {
        Map<History.Format, History> histories = write(count);
        for (Share share : shares) {
            bench.say("%d pending, %s".formatted(count, words(share)));
            Race race =
                    Race.run(
                            Math.min(LONG_ROUNDS, bench.effort().rounds()),
                            all,
                            each -> {
                                server.create(database(each));
                                Cost cost = go(each, histories, share);
                                check(each, count);
                                server.drop(database(each));
                                return cost;
                            });
            String name = "migrator/applying/" + count + "/" + words(share);
            add(race, name, share == Share.CORE ? Optional.of(APPLYING) : Optional.empty());
        }
    }

    private Map<History.Format, History> write(int count) throws IOException {
        var histories = new HashMap<History.Format, History>();
        for (History.Format each : History.Format.values()) {
            histories.put(
                    each, History.write(bench.work().resolve(each.name() + count), each, count));
        }
        return histories;
    }

    private Cost go(Contestant who, Map<History.Format, History> histories, Share share)
            throws IOException {
        return measure.run(who.run(histories.get(who.format()), server.url(database(who))), share);
    }

    private void check(Contestant who, int count) throws SQLException, IOException {
        long tables =
                server.number(
                        database(who),
                        "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND"
                                + " tablename ~ '^t[0-9]'");
        if (tables != count) {
            throw new IOException(
                    "%s has made %d tables, not %d".formatted(who.name(), tables, count));
        }
    }

    private void add(Race race, String name, Optional<Aim> aim) {
        for (Contestant peer : all) {
            if (!peer.equals(ours)) {
                Figure figure =
                        Figure.of(name, race.of(ours, Cost::wallMillis), "ms")
                                .against(peer.name(), race.of(peer, Cost::wallMillis));
                figures.add(
                        aim.filter(_ -> peer.equals(drizzle)).map(figure::aiming).orElse(figure));
            }
        }
    }

    private void add(Race race, int count) {
        String name = "migrator/up-to-date/" + count;
        figures.add(
                Figure.of(name + "/cpu", race.of(ours, Cost::cpuMillis), "ms")
                        .against(drizzle.name(), race.of(drizzle, Cost::cpuMillis)));
        Figure memory =
                Figure.of(name + "/rss", race.of(ours, Cost::rssMiB), "MiB")
                        .against(drizzle.name(), race.of(drizzle, Cost::rssMiB));
        figures.add(memory.aiming(MEMORY));
    }

    private int rounds(Share share) {
        return share == Share.TENTH
                ? Math.min(LONG_ROUNDS, bench.effort().rounds())
                : bench.effort().rounds();
    }

    private static String database(Contestant who) {
        return who.name().replace('-', '_');
    }

    private static String words(Share share) {
        return share.name().toLowerCase(Locale.ROOT);
    }
}
