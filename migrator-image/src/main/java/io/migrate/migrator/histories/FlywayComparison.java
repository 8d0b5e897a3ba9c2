package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Identity;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Source;
import io.migrate.migrator.formats.Version;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Compares a Flyway folder with Flyway's table by Flyway's rules, without loading Flyway.
final class FlywayComparison {
    private final List<Migration> migrations;
    private final List<FlywayRow> rows;
    private final List<MigrationInfo> infos = new ArrayList<>();
    private final List<Plan.Step> applied = new ArrayList<>();
    private final List<Plan.Step> pending = new ArrayList<>();
    private final List<Plan.Step> outOfOrder = new ArrayList<>();

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
                        throw new IllegalStateException("not an identity of Flyway");
            }
        }
        List<MigrationInfo> unresolved = new UnresolvedRows(migrations, rows, floor).infos();
        infos.addAll(unresolved);
        List<String> future =
                unresolved.stream()
                        .filter(info -> info.state() == MigrationInfo.State.FUTURE)
                        .map(MigrationInfo::name)
                        .toList();
        return Comparison.of(
                infos, new Plan.Agreed(applied, List.of(), List.of(), pending, outOfOrder, future));
    }

    /// Versions up to this one do not run: the applied baseline, or on an empty database the newest
    /// baseline file, which replaces them.
    private Version floor(Optional<Version> newestRow) {
        if (newestRow.isPresent()) {
            return rows.stream()
                    .filter(row -> row.isBaseline())
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
            add(step, state(migration, row.get()), row);
            applied.add(step);
        } else if (version.compareTo(floor) <= 0 && floor.compareTo(Version.of(0)) > 0) {
            add(step, MigrationInfo.State.BELOW_BASELINE, row);
        } else {
            pending.add(step);
            boolean isLate = newestRow.filter(newest -> version.compareTo(newest) < 0).isPresent();
            if (isLate) {
                outOfOrder.add(step);
            }
            add(step, isLate ? MigrationInfo.State.OUT_OF_ORDER : MigrationInfo.State.PENDING, row);
        }
    }

    private void add(Plan.Step step, MigrationInfo.State state, Optional<FlywayRow> row) {
        Optional<Version> version =
                step.migration().identity() instanceof Identity.Repeatable
                        ? Optional.empty()
                        : Optional.of(step.version());
        infos.add(
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
        boolean isChanged =
                row.type().equals("SQL")
                        && row.checksum().filter(sum -> sum != migration.checksum()).isPresent();
        return isChanged ? MigrationInfo.State.CHANGED : MigrationInfo.State.APPLIED;
    }

    private void baseline(Migration migration, Version version, Optional<Version> newestRow) {
        if (newestRow.isEmpty() && newestBaselineFile().filter(version::equals).isPresent()) {
            var step = new Plan.Step(migration, version);
            pending.add(step);
            add(step, MigrationInfo.State.PENDING, Optional.empty());
        }
    }

    private void repeatable(Migration migration, String description) {
        var step = new Plan.Step(migration, Version.of(0));
        Optional<FlywayRow> row =
                rows.stream().filter(found -> found.isOf(description)).reduce((_, later) -> later);
        boolean isCurrent =
                row.flatMap(FlywayRow::checksum)
                        .filter(sum -> sum == migration.checksum())
                        .isPresent();
        if (row.filter(found -> !found.success()).isPresent()) {
            add(step, MigrationInfo.State.FAILED, row);
        } else if (isCurrent) {
            add(step, MigrationInfo.State.APPLIED, row);
            applied.add(step);
        } else {
            add(step, MigrationInfo.State.PENDING, row);
            pending.add(step);
        }
    }
}
