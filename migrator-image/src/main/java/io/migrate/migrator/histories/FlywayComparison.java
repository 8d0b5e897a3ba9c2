package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Format;
import io.migrate.migrator.formats.Identity;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Source;
import io.migrate.migrator.formats.Version;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Compares a Flyway folder with Flyway's table by Flyway's rules, without loading Flyway.
final class FlywayComparison {
    private final Format format;
    private final List<Migration> migrations;
    private final List<FlywayRow> rows;
    private final Map<Version, List<FlywayRow>> byVersion = new HashMap<>();
    private final Optional<Version> newestRow;
    private final Version floor;
    private final Tolerance tolerance;
    private final List<MigrationInfo> infos = new ArrayList<>();
    private final List<Plan.Step> applied = new ArrayList<>();
    private final List<Plan.Step> pending = new ArrayList<>();
    private final List<Plan.Step> outOfOrder = new ArrayList<>();
    private final List<Plan.Step> skipped = new ArrayList<>();

    /// @param rows all that count
    FlywayComparison(Source source, List<FlywayRow> rows, Tolerance tolerance) {
        this.tolerance = tolerance;
        this.format = source.format();
        this.migrations = source.migrations();
        this.rows = List.copyOf(rows);
        for (FlywayRow row : rows) {
            row.version()
                    .ifPresent(version ->
                            byVersion.computeIfAbsent(version, _ -> new ArrayList<>()).add(row));
        }
        this.newestRow =
                rows.stream().flatMap(row -> row.version().stream()).max(Version::compareTo);
        this.floor = floor();
    }

    Comparison compare() {
        for (Migration migration : migrations) {
            // Not a switch over types: see ADR 51.
            if (migration.identity() instanceof Identity.Versioned(Version version)) {
                versioned(migration, version);
            } else if (migration.identity() instanceof Identity.Baseline(Version version)) {
                baseline(migration, version);
            } else if (migration.identity() instanceof Identity.Repeatable(String description)) {
                repeatable(migration, description);
            } else {
                throw new IllegalStateException("not an identity of Flyway");
            }
        }
        WithoutFile withoutFile =
                WithoutFile.of(
                        new UnresolvedRows(migrations, rows, floor).infos(),
                        _ -> false,
                        tolerance,
                        fileVersions().min(Version::compareTo));
        infos.addAll(withoutFile.lines());
        return Comparison.of(
                infos,
                new Plan.Agreed(
                        applied,
                        List.of(),
                        List.of(),
                        pending,
                        outOfOrder,
                        withoutFile.future(),
                        withoutFile.tolerated(
                                skipped,
                                applied.stream().map(Plan.Step::version).max(Version::compareTo))),
                tolerance,
                "");
    }

    private Stream<Version> fileVersions() {
        return migrations.stream().flatMap(each -> UnresolvedRows.version(each).stream());
    }

    /// Versions up to this one do not run: the applied baseline, or on an empty database the newest
    /// baseline file, which replaces them.
    private Version floor() {
        if (newestRow.isPresent()) {
            return rows.stream()
                    .filter(row -> row.isBaseline())
                    .flatMap(row -> row.version().stream())
                    .max(Version::compareTo)
                    .orElse(Version.of(0));
        }
        return newestBaselineFile().orElse(Version.of(0));
    }

    private boolean isReplaced(Version version) {
        return version.compareTo(floor) <= 0 && floor.compareTo(Version.of(0)) > 0;
    }

    private Optional<Version> newestBaselineFile() {
        return migrations.stream()
                .flatMap(migration ->
                        migration.identity() instanceof Identity.Baseline(Version version)
                                ? Optional.of(version).stream()
                                : Optional.<Version>empty().stream())
                .max(Version::compareTo);
    }

    private void versioned(Migration migration, Version version) {
        var step = new Plan.Step(migration, version);
        Optional<FlywayRow> row =
                FlywayRowMatch.versioned(migration, byVersion.getOrDefault(version, List.of()));
        if (row.isPresent()) {
            infos.add(applied(step, row.get()));
            applied.add(step);
        } else if (isReplaced(version)) {
            add(step, MigrationInfo.State.BELOW_BASELINE, row);
        } else if (newestRow.filter(newest -> version.compareTo(newest) < 0).isEmpty()) {
            pending.add(step);
            add(step, MigrationInfo.State.PENDING, row);
        } else if (tolerance.skips(migration, format)) {
            skipped.add(step);
            add(step, MigrationInfo.State.SKIPPED, row);
        } else {
            pending.add(step);
            outOfOrder.add(step);
            add(step, MigrationInfo.outOfOrder(migration), row);
        }
    }

    private void add(Plan.Step step, MigrationInfo.State state, Optional<FlywayRow> row) {
        infos.add(
                MigrationInfo.of(
                        step.migration().name(),
                        version(step),
                        state,
                        Optional.of(step.migration()),
                        row,
                        Optional.empty()));
    }

    private static Optional<Version> version(Plan.Step step) {
        return step.migration().identity() instanceof Identity.Repeatable
                ? Optional.empty()
                : Optional.of(step.version());
    }

    private MigrationInfo applied(Plan.Step step, FlywayRow row) {
        Migration migration = step.migration();
        Optional<String> mismatch = FlywayRowMatch.mismatch(migration, row);
        if (mismatch.isPresent() && !row.isFailed()) {
            return new MigrationInfo(
                    migration.name(),
                    version(step),
                    MigrationInfo.State.APPLIED,
                    Optional.of(migration),
                    Optional.of(row),
                    Optional.empty(),
                    mismatch.get());
        }
        return MigrationInfo.of(
                migration.name(),
                version(step),
                state(migration, row),
                Optional.of(migration),
                Optional.of(row),
                Optional.empty());
    }

    /// Flyway does not compare checksums up to the baseline.
    private MigrationInfo.State state(Migration migration, FlywayRow row) {
        if (row.isFailed()) {
            return MigrationInfo.State.FAILED;
        }
        boolean isChanged =
                row.type() == RowType.Applied.SQL
                        && row.version().filter(version -> !isReplaced(version)).isPresent()
                        && row.checksum().filter(sum -> sum != migration.checksum()).isPresent();
        return isChanged ? MigrationInfo.State.CHANGED : MigrationInfo.State.APPLIED;
    }

    private void baseline(Migration migration, Version version) {
        if (newestRow.isEmpty() && newestBaselineFile().filter(version::equals).isPresent()) {
            var step = new Plan.Step(migration, version);
            pending.add(step);
            add(step, MigrationInfo.State.PENDING, Optional.empty());
        }
    }

    private void repeatable(Migration migration, String description) {
        var step = new Plan.Step(migration, Version.of(0));
        Optional<FlywayRow> row = FlywayRowMatch.repeatable(migration, description, rows);
        boolean isSettled =
                row.filter(found -> isProblem(migration, found) || isSame(migration, found))
                        .isPresent();
        if (isSettled) {
            infos.add(applied(step, row.get()));
            applied.add(step);
        } else {
            add(step, MigrationInfo.State.PENDING, row);
            pending.add(step);
        }
    }

    private static boolean isProblem(Migration migration, FlywayRow row) {
        return row.isFailed() || FlywayRowMatch.mismatch(migration, row).isPresent();
    }

    private static boolean isSame(Migration migration, FlywayRow row) {
        return row.checksum().filter(sum -> sum == migration.checksum()).isPresent();
    }
}
