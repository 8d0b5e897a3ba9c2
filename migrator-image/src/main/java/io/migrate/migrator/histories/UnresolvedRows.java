package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Identity;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Version;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Rows of Flyway's table that belong to no file of a Flyway folder, by Flyway's rules.
///
/// @param migrations of the folder
/// @param rows all that count
/// @param floor the version of the baseline, up to which files may be missing
record UnresolvedRows(List<Migration> migrations, List<FlywayRow> rows, Version floor) {
    /// One for each row, except those that a baseline replaces.
    List<MigrationInfo> infos() {
        Optional<Version> newestFile =
                migrations.stream().flatMap(each -> version(each).stream()).max(Version::compareTo);
        var infos = new ArrayList<MigrationInfo>();
        for (FlywayRow row : rows) {
            if (!hasFile(row)) {
                state(row, newestFile).ifPresent(state -> infos.add(info(row, state)));
            }
        }
        return infos;
    }

    private static MigrationInfo info(FlywayRow row, MigrationInfo.State state) {
        return MigrationInfo.of(
                row.name(),
                row.version(),
                state,
                Optional.empty(),
                Optional.of(row),
                Optional.empty());
    }

    private Optional<MigrationInfo.State> state(FlywayRow row, Optional<Version> newestFile) {
        if (row.isBaseline()) {
            return Optional.of(
                    row.isFailed() ? MigrationInfo.State.FAILED : MigrationInfo.State.APPLIED);
        }
        boolean isAbove =
                row.version().isPresent()
                        && newestFile
                                .filter(file -> row.version().get().compareTo(file) <= 0)
                                .isEmpty();
        if (isAbove) {
            return Optional.of(MigrationInfo.State.FUTURE);
        }
        if (row.isFailed()) {
            return Optional.of(MigrationInfo.State.FAILED);
        }
        if (row.type() != RowType.Applied.SQL) {
            // Code, which a folder of SQL files does not contain.
            return Optional.of(MigrationInfo.State.APPLIED);
        }
        return row.version().filter(version -> version.compareTo(floor) <= 0).isPresent()
                ? Optional.empty()
                : Optional.of(MigrationInfo.State.MISSING);
    }

    /// The version of a migration that has one.
    static Optional<Version> version(Migration migration) {
        // Not a switch over types: see ADR 51.
        return migration.identity() instanceof Identity.Baseline(Version version)
                ? Optional.of(version)
                : versioned(migration);
    }

    private static Optional<Version> versioned(Migration migration) {
        return migration.identity() instanceof Identity.Versioned(Version version)
                ? Optional.of(version)
                : Optional.empty();
    }

    private boolean hasFile(FlywayRow row) {
        boolean isFailedBaseline = row.isBaseline() && row.isFailed();
        return !isFailedBaseline && migrations.stream().anyMatch(migration -> isOf(row, migration));
    }

    private static boolean isOf(FlywayRow row, Migration migration) {
        return migration.identity() instanceof Identity.Repeatable(String description)
                ? row.isOf(description)
                : versioned(migration).isPresent() && versioned(migration).equals(row.version());
    }
}
