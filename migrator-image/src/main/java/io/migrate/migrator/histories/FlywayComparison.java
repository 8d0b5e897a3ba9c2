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

    /// What Flyway ran and what is in no folder of SQL.
    private static final Set<String> CODE = Set.of("JDBC", "SPRING_JDBC", "CUSTOM", "SCRIPT");

    private final List<Migration> migrations;
    private final List<FlywayRow> rows;
    private final List<MigrationInfo> lines = new ArrayList<>();
    private final List<Plan.Step> applied = new ArrayList<>();
    private final List<Plan.Step> pending = new ArrayList<>();
    private final List<Plan.Step> outOfOrder = new ArrayList<>();
    private final List<String> newer = new ArrayList<>();

    FlywayComparison(Source source, HistorySnapshot snapshot) {
        this.migrations = source.migrations();
        this.rows = snapshot.flywayRows();
    }

    Comparison compare() {
        Optional<Version> newestRow =
                rows.stream().flatMap(row -> row.version().stream()).max(Version::compareTo);
        Version floor = floor(newestRow);
        for (Migration migration : migrations) {
            switch (migration.identity()) {
                case Identity.Versioned(Version version) ->
                        versioned(migration, version, floor, newestRow);
                case Identity.Baseline(Version version) -> baseline(migration, version, newestRow);
                case Identity.Repeatable(String description) -> repeatable(migration, description);
                case Identity.Stamped _, Identity.Named _ ->
                        throw new IllegalStateException("no migration of Flyway is known so");
            }
        }
        rowsWithoutFiles(floor);
        List<String> problems =
                lines.stream().map(MigrationInfo::problem).filter(each -> !each.isEmpty()).toList();
        return new Comparison(
                lines,
                problems.isEmpty()
                        ? new Plan.Agreed(applied, List.of(), List.of(), pending, outOfOrder, newer)
                        : new Plan.Disagreed(problems, Disagreement.advice(problems)));
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
            line(step, state(migration, row.get()), row);
            applied.add(step);
        } else if (version.compareTo(floor) <= 0 && floor.compareTo(Version.of(0)) > 0) {
            line(step, MigrationInfo.State.IN_BASELINE, row);
        } else {
            pending.add(step);
            boolean late = newestRow.filter(newest -> version.compareTo(newest) < 0).isPresent();
            if (late) {
                outOfOrder.add(step);
            }
            line(step, late ? MigrationInfo.State.OUT_OF_ORDER : MigrationInfo.State.PENDING, row);
        }
    }

    private void line(Plan.Step step, MigrationInfo.State state, Optional<FlywayRow> row) {
        Optional<Version> version =
                step.migration().identity() instanceof Identity.Repeatable
                        ? Optional.empty()
                        : Optional.of(step.version());
        lines.add(
                MigrationInfo.of(
                        step.migration().name(),
                        version,
                        state,
                        Optional.of(step.migration()),
                        row,
                        Optional.empty()));
    }

    private static MigrationInfo.State state(Migration migration, FlywayRow row) {
        if (!row.success()) {
            return MigrationInfo.State.FAILED;
        }
        boolean changed =
                row.type().equals("SQL")
                        && row.checksum().filter(sum -> sum != migration.checksum()).isPresent();
        return changed ? MigrationInfo.State.CHANGED : MigrationInfo.State.APPLIED;
    }

    private void baseline(Migration migration, Version version, Optional<Version> newestRow) {
        if (newestRow.isEmpty() && newestBaselineFile().filter(version::equals).isPresent()) {
            var step = new Plan.Step(migration, version);
            pending.add(step);
            line(step, MigrationInfo.State.PENDING, Optional.empty());
        }
    }

    private void repeatable(Migration migration, String description) {
        var step = new Plan.Step(migration, Version.of(0));
        Optional<FlywayRow> row =
                rows.stream()
                        .filter(found -> found.version().isEmpty())
                        .filter(found ->
                                found.description()
                                        .equals(AbbreviatedColumns.description(description)))
                        .reduce((_, later) -> later);
        boolean current =
                row.flatMap(FlywayRow::checksum)
                        .filter(sum -> sum == migration.checksum())
                        .isPresent();
        if (row.filter(found -> !found.success()).isPresent()) {
            line(step, MigrationInfo.State.FAILED, row);
        } else if (current) {
            line(step, MigrationInfo.State.APPLIED, row);
            applied.add(step);
        } else {
            line(step, MigrationInfo.State.PENDING, row);
            pending.add(step);
        }
    }

    private void rowsWithoutFiles(Version floor) {
        Optional<Version> newestFile =
                migrations.stream().flatMap(m -> version(m).stream()).max(Version::compareTo);
        for (FlywayRow row : rows) {
            if (hasFile(row)) {
                continue;
            }
            boolean above =
                    row.version().isPresent()
                            && newestFile
                                    .filter(file -> row.version().get().compareTo(file) <= 0)
                                    .isEmpty();
            Optional<MigrationInfo.State> state = Optional.empty();
            if (BASELINES.contains(row.type())) {
                state = Optional.of(MigrationInfo.State.APPLIED);
            } else if (above) {
                newer.add(row.name());
                state = Optional.of(MigrationInfo.State.NEWER);
            } else if (CODE.contains(row.type()) && row.success()) {
                state = Optional.of(MigrationInfo.State.APPLIED);
            } else if (row.version().filter(v -> v.compareTo(floor) <= 0).isEmpty()) {
                state = Optional.of(MigrationInfo.State.MISSING);
            }
            state.ifPresent(each ->
                    lines.add(
                            MigrationInfo.of(
                                    row.name(),
                                    row.version(),
                                    each,
                                    Optional.empty(),
                                    Optional.of(row),
                                    Optional.empty())));
        }
    }

    private static Optional<Version> version(Migration migration) {
        return switch (migration.identity()) {
            case Identity.Versioned(Version version) -> Optional.of(version);
            case Identity.Baseline(Version version) -> Optional.of(version);
            case Identity.Repeatable _, Identity.Stamped _, Identity.Named _ -> Optional.empty();
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
                                                    .equals(
                                                            AbbreviatedColumns.description(
                                                                    description));
                            case Identity.Baseline _, Identity.Stamped _, Identity.Named _ -> false;
                        });
    }
}
