package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Identity;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Source;
import io.migrate.migrator.formats.Version;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Flyway's own folder against its own table, by Flyway's own rules, without loading Flyway.
final class FlywayComparison {
    private static final Set<String> BASELINES = Set.of("BASELINE", "SQL_BASELINE");

    private final List<Migration> migrations;
    private final List<FlywayRow> rows;
    private final List<String> problems = new ArrayList<>();
    private final List<Plan.Step> applied = new ArrayList<>();
    private final List<Plan.Step> pending = new ArrayList<>();
    private final List<Plan.Step> outOfOrder = new ArrayList<>();
    private final List<String> newer = new ArrayList<>();

    FlywayComparison(Source source, Snapshot snapshot) {
        this.migrations = source.migrations();
        this.rows = snapshot.flywayRows();
    }

    Plan plan() {
        Optional<Version> newestRow =
                rows.stream().flatMap(row -> row.version().stream()).max(Version::compareTo);
        Version floor = floor(newestRow);
        for (Migration migration : migrations) {
            switch (migration.identity()) {
                case Identity.Versioned(Version version) ->
                        versioned(migration, version, floor, newestRow);
                case Identity.Baseline(Version version) -> baseline(migration, version, newestRow);
                case Identity.Repeatable(String description) -> repeatable(migration, description);
                case Identity.Stamped _ ->
                        throw new IllegalStateException("no migration of Flyway has a stamp");
            }
        }
        rowsWithoutFiles(floor);
        return problems.isEmpty()
                ? new Plan.Agreed(applied, List.of(), List.of(), pending, outOfOrder, newer)
                : new Plan.Disagreed(List.copyOf(problems), Disagreement.advice(problems));
    }

    /// At and below it versions do not run: an applied baseline, or on an empty database the newest
    /// baseline file, which stands for them.
    private Version floor(Optional<Version> newestRow) {
        if (newestRow.isPresent()) {
            return rows.stream()
                    .filter(row -> BASELINES.contains(row.type()))
                    .flatMap(row -> row.version().stream())
                    .max(Version::compareTo)
                    .orElse(Version.of(0));
        }
        return newestBaselineFile().orElse(Version.of(0));
    }

    private Optional<Version> newestBaselineFile() {
        return migrations.stream()
                .flatMap(migration ->
                        migration.identity() instanceof Identity.Baseline(Version version)
                                ? Optional.of(version).stream()
                                : Optional.<Version>empty().stream())
                .max(Version::compareTo);
    }

    private void versioned(
            Migration migration, Version version, Version floor, Optional<Version> newestRow) {
        var step = new Plan.Step(migration, version);
        Optional<FlywayRow> row =
                rows.stream()
                        .filter(found -> found.version().filter(version::equals).isPresent())
                        .reduce((_, later) -> later);
        if (row.isPresent()) {
            check(migration, row.get());
            applied.add(step);
        } else if (version.compareTo(floor) <= 0 && floor.compareTo(Version.of(0)) > 0) {
            return;
        } else {
            pending.add(step);
            if (newestRow.filter(newest -> version.compareTo(newest) < 0).isPresent()) {
                outOfOrder.add(step);
            }
        }
    }

    private void check(Migration migration, FlywayRow row) {
        if (!row.success()) {
            problems.add(
                    "%s failed half-way in an earlier run, outside a transaction: undo by hand what it left (such as an invalid index), then delete its row, the one with success = false, from the history."
                            .formatted(migration.name()));
        } else if (row.type().equals("SQL")
                && row.checksum().filter(sum -> sum != migration.checksum()).isPresent()) {
            problems.add("%s was changed after it had been applied.".formatted(migration.name()));
        }
    }

    private void baseline(Migration migration, Version version, Optional<Version> newestRow) {
        if (newestRow.isEmpty() && newestBaselineFile().filter(version::equals).isPresent()) {
            pending.add(new Plan.Step(migration, version));
        }
    }

    private void repeatable(Migration migration, String description) {
        var step = new Plan.Step(migration, Version.of(0));
        Optional<FlywayRow> row =
                rows.stream()
                        .filter(found -> found.version().isEmpty())
                        .filter(found ->
                                found.description().equals(Columns.description(description)))
                        .reduce((_, later) -> later);
        if (row.filter(found -> !found.success()).isPresent()) {
            check(migration, row.get());
        } else if (row.flatMap(FlywayRow::checksum)
                .filter(sum -> sum == migration.checksum())
                .isPresent()) {
            applied.add(step);
        } else {
            pending.add(step);
        }
    }

    private void rowsWithoutFiles(Version floor) {
        Optional<Version> newestFile =
                migrations.stream().flatMap(m -> version(m).stream()).max(Version::compareTo);
        for (FlywayRow row : rows) {
            if (BASELINES.contains(row.type()) || hasFile(row)) {
                continue;
            }
            String name = row.script().replaceFirst("\\.(?i:sql)$", "");
            boolean above =
                    row.version().isPresent()
                            && newestFile
                                    .filter(file -> row.version().get().compareTo(file) <= 0)
                                    .isEmpty();
            if (above) {
                newer.add(name);
            } else if (row.version().filter(v -> v.compareTo(floor) <= 0).isEmpty()) {
                problems.add("%s is applied, but its file is missing.".formatted(name));
            }
        }
    }

    private static Optional<Version> version(Migration migration) {
        return switch (migration.identity()) {
            case Identity.Versioned(Version version) -> Optional.of(version);
            case Identity.Baseline(Version version) -> Optional.of(version);
            case Identity.Repeatable _, Identity.Stamped _ -> Optional.empty();
        };
    }

    private boolean hasFile(FlywayRow row) {
        return migrations.stream()
                .anyMatch(migration ->
                        switch (migration.identity()) {
                            case Identity.Versioned(Version version) ->
                                    row.version().filter(version::equals).isPresent();
                            case Identity.Repeatable(String description) ->
                                    row.version().isEmpty()
                                            && row.description()
                                                    .equals(Columns.description(description));
                            case Identity.Baseline _, Identity.Stamped _ -> false;
                        });
    }
}
