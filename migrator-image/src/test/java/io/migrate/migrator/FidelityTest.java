package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/// Beside the tools themselves: what we leave is what they leave, and each goes on where the other
/// stopped.
class FidelityTest {
    @TempDir Path dir;

    /// The tool alone, on a database of its own.
    private Postgres alone(History history) throws Exception {
        Tool tool = Tool.of(history);
        Postgres database = Postgres.database();
        for (int count : List.of(history.afterNewValue(), history.size())) {
            tool.run(history.write(dir.resolve("native" + count), count).path(), database);
        }
        return database;
    }

    @ParameterizedTest
    @EnumSource
    void theMigratorLeavesTheSameDatabaseAsTheTool(History history) throws Exception {
        Tool tool = Tool.of(history);
        Postgres theirs = alone(history);
        Postgres ours = Postgres.database();
        Path folder = history.write(dir.resolve("folder"), history.size()).path();
        MigratorRun run = MigratorRun.of(folder, ours);

        assertThat(run.code()).as(run.output()).isZero();
        assertThat(run.output()).contains(history.size() + " applied");
        assertThat(Fingerprint.of(theirs)).hasSizeGreaterThan(150);
        assertThat(difference(Fingerprint.of(ours), Fingerprint.of(theirs))).isEmpty();
        assertThat(ours.rows(history.rows())).isEqualTo(theirs.rows(history.rows()));
        assertThat(tool.run(folder, ours)).isEqualTo("nothing");

        MigratorRun adopting = MigratorRun.of(folder, theirs);
        assertThat(adopting.output())
                .contains("adopted %d migrations".formatted(history.size()))
                .contains("0 applied");
        String rows =
                "SELECT installed_rank, version, description, type, script, checksum, success"
                        + " FROM flyway_schema_history ORDER BY 1";
        assertThat(theirs.rows(rows)).isEqualTo(ours.rows(rows));
    }

    @ParameterizedTest
    @EnumSource
    void eachContinuesWhereTheOtherStopped(History history) throws Exception {
        Tool tool = Tool.of(history);
        List<String> expected = Fingerprint.of(alone(history));
        long seed = Long.getLong("seed", System.nanoTime());
        var random = new Random(seed);
        for (int turn = 0; turn < 2; turn++) {
            Postgres database = Postgres.database();
            var stops = new TreeSet<>(List.of(history.afterNewValue(), history.size()));
            while (stops.size() < 6) {
                stops.add(1 + random.nextInt(history.size() - 1));
            }
            int step = turn;
            for (int stop : stops) {
                Path folder = history.write(dir.resolve(turn + "-" + stop), stop).path();
                if (step++ % 2 == 0) {
                    tool.run(folder, database);
                } else {
                    MigratorRun run = MigratorRun.of(folder, database);
                    assertThat(run.code()).as("-Dseed=%d: %s", seed, run.output()).isZero();
                }
            }
            Path folder = dir.resolve(turn + "-" + history.size());
            assertThat(tool.run(folder, database)).as("-Dseed=%d", seed).isEqualTo("nothing");
            assertThat(MigratorRun.of(folder, database).code()).as("-Dseed=%d", seed).isZero();
            assertThat(difference(Fingerprint.of(database), expected))
                    .as("-Dseed=%d", seed)
                    .isEmpty();
        }
    }

    private static List<String> difference(List<String> ours, List<String> theirs) {
        var lines = new ArrayList<String>();
        ours.stream().filter(line -> !theirs.contains(line)).forEach(line -> lines.add("+" + line));
        theirs.stream().filter(line -> !ours.contains(line)).forEach(line -> lines.add("-" + line));
        return lines;
    }
}
