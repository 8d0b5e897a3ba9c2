package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Identity;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Source;
import io.migrate.migrator.formats.Version;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The two-histories rule for a tool with a table of its own: in either history = applied.
final class ForeignComparison {
    private final List<Migration> migrations;
    private final List<FlywayRow> flywayRows;
    private final List<ForeignRow> foreignRows;
    private final Planner.Upkeep upkeep;
    private final List<String> problems = new ArrayList<>();

    ForeignComparison(Source source, Snapshot snapshot, Planner.Upkeep upkeep) {
        this.migrations = source.migrations();
        this.flywayRows =
                snapshot.flywayRows().stream().filter(row -> row.type().equals("SQL")).toList();
        this.foreignRows = snapshot.foreignRows();
        this.upkeep = upkeep;
    }

    Plan plan() {
        Map<Migration, FlywayRow> inFlyway =
                Matching.of(
                        migrations,
                        flywayRows,
                        List.of(
                                (migration, row) ->
                                        sameScript(migration, row) && sameChecksum(migration, row),
                                ForeignComparison::sameScript,
                                ForeignComparison::sameChecksum));
        Map<Migration, ForeignRow> inForeign =
                Matching.of(
                        migrations,
                        foreignRows,
                        List.of(
                                (migration, row) ->
                                        sameStamp(migration, row) && sameHash(migration, row),
                                ForeignComparison::sameStamp,
                                ForeignComparison::sameHash));
        List<Plan.Step> steps = steps(inFlyway);
        inFlyway.forEach(this::checkFlyway);
        inForeign.forEach(this::checkForeign);

        int newestApplied = -1;
        for (int i = 0; i < migrations.size(); i++) {
            Migration migration = migrations.get(i);
            if (inFlyway.containsKey(migration) || inForeign.containsKey(migration)) {
                newestApplied = i;
            }
        }
        var applied = new ArrayList<Plan.Step>();
        var adopt = new ArrayList<Plan.Step>();
        var tell = new ArrayList<Plan.Step>();
        var pending = new ArrayList<Plan.Step>();
        var outOfOrder = new ArrayList<Plan.Step>();
        for (int i = 0; i < migrations.size(); i++) {
            Plan.Step step = steps.get(i);
            boolean known = inFlyway.containsKey(step.migration());
            boolean told = inForeign.containsKey(step.migration());
            if (!known && !told) {
                pending.add(step);
                if (i < newestApplied) {
                    outOfOrder.add(step);
                }
                continue;
            }
            applied.add(step);
            if (!known) {
                adopt.add(step);
            }
            if (!told && upkeep == Planner.Upkeep.MAINTAINED) {
                tell.add(step);
            }
        }
        List<String> newer = unknown(inFlyway, inForeign, steps);
        return problems.isEmpty()
                ? new Plan.Agreed(applied, adopt, tell, pending, outOfOrder, newer)
                : new Plan.Disagreed(List.copyOf(problems), Disagreement.advice(problems));
    }

    private List<Plan.Step> steps(Map<Migration, FlywayRow> inFlyway) {
        List<Version> versions =
                Versions.assign(
                        migrations.stream()
                                .map(migration ->
                                        new Versions.Claim(
                                                Optional.ofNullable(inFlyway.get(migration))
                                                        .flatMap(FlywayRow::version),
                                                natural(migration)))
                                .toList());
        var steps = new ArrayList<Plan.Step>();
        for (int i = 0; i < migrations.size(); i++) {
            steps.add(new Plan.Step(migrations.get(i), versions.get(i)));
        }
        return steps;
    }

    private static Optional<Version> natural(Migration migration) {
        return switch (migration.identity()) {
            case Identity.Stamped(long when, String _) when when > 0 ->
                    Optional.of(Version.of(when));
            case Identity.Stamped _, Identity.Baseline _, Identity.Repeatable _ -> Optional.empty();
            case Identity.Versioned(Version version) -> Optional.of(version);
        };
    }

    private void checkFlyway(Migration migration, FlywayRow row) {
        if (!row.success()) {
            problems.add(
                    "%s failed half-way in an earlier run, outside a transaction: undo by hand what it left (such as an invalid index), then delete its row, the one with success = false, from the history."
                            .formatted(migration.name()));
        } else if (!sameChecksum(migration, row)) {
            problems.add(changed(migration));
        }
    }

    private void checkForeign(Migration migration, ForeignRow row) {
        String problem = changed(migration);
        if (!sameHash(migration, row) && !problems.contains(problem)) {
            problems.add(problem);
        }
    }

    private static String changed(Migration migration) {
        return "%s was changed after it had been applied.".formatted(migration.name());
    }

    /// Rows without a file: above the newest file the schema is newer, below it a file is missing.
    private List<String> unknown(
            Map<Migration, FlywayRow> inFlyway,
            Map<Migration, ForeignRow> inForeign,
            List<Plan.Step> steps) {
        var newer = new LinkedHashSet<String>();
        var seen = new LinkedHashSet<Version>();
        Optional<Version> highest = steps.stream().map(Plan.Step::version).max(Version::compareTo);
        for (FlywayRow row : flywayRows) {
            if (!inFlyway.containsValue(row)) {
                row.version().ifPresent(seen::add);
                sort(name(row), row.version(), highest, newer);
            }
        }
        for (ForeignRow row : foreignRows) {
            Optional<Version> version = row.createdAt().filter(stamp -> stamp > 0).map(Version::of);
            if (!inForeign.containsValue(row) && version.filter(seen::contains).isEmpty()) {
                sort(name(row), version, highest, newer);
            }
        }
        return List.copyOf(newer);
    }

    private void sort(
            String name, Optional<Version> version, Optional<Version> highest, Set<String> newer) {
        boolean above =
                highest.isEmpty()
                        || version.filter(own -> own.compareTo(highest.get()) > 0).isPresent();
        if (above) {
            newer.add(name);
        } else {
            problems.add("%s is applied, but its file is missing.".formatted(name));
        }
    }

    private static String name(FlywayRow row) {
        return row.script().replaceFirst("\\.sql$", "");
    }

    private static String name(ForeignRow row) {
        return "the migration with created_at "
                + row.createdAt().map(String::valueOf).orElse("null");
    }

    private static boolean sameScript(Migration migration, FlywayRow row) {
        return row.script().equals(Columns.script(migration.script()));
    }

    private static boolean sameChecksum(Migration migration, FlywayRow row) {
        return row.checksum().isEmpty() || row.checksum().get() == migration.checksum();
    }

    private static boolean sameStamp(Migration migration, ForeignRow row) {
        return switch (migration.identity()) {
            case Identity.Stamped(long when, String _) ->
                    row.createdAt().filter(stamp -> stamp == when).isPresent();
            case Identity.Versioned _, Identity.Baseline _, Identity.Repeatable _ -> false;
        };
    }

    private static boolean sameHash(Migration migration, ForeignRow row) {
        return LineEnds.hashes(migration.text()).anyMatch(row.hash()::equals);
    }
}
