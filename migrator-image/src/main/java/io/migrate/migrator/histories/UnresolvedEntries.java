package io.migrate.migrator.histories;

import io.migrate.migrator.formats.ToolHistory.Entry;
import io.migrate.migrator.formats.Version;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Rows of both histories that belong to no file of the folder: future above the highest version of
/// the folder, missing below it.
///
/// @param rows of Flyway's table
/// @param entries of the tool's history
/// @param highest version of the folder; empty: it has no migrations
record UnresolvedEntries(List<FlywayRow> rows, List<Entry> entries, Optional<Version> highest) {
    /// One for each migration: a row and an entry of the same migration are one.
    List<MigrationInfo> infos() {
        var infos = new ArrayList<MigrationInfo>();
        var left = new ArrayList<>(entries);
        for (FlywayRow row : rows) {
            Optional<Entry> entry = left.stream().filter(each -> isSame(row, each)).findFirst();
            entry.ifPresent(left::remove);
            infos.add(info(row.name(), row.version(), Optional.of(row), entry));
        }
        for (Entry entry : left) {
            infos.add(info(entry.label(), entry.number(), Optional.empty(), Optional.of(entry)));
        }
        return infos;
    }

    private static boolean isSame(FlywayRow row, Entry entry) {
        return entry.name().filter(row.name()::equals).isPresent()
                || (entry.number().isPresent() && entry.number().equals(row.version()));
    }

    private MigrationInfo info(
            String name,
            Optional<Version> version,
            Optional<FlywayRow> row,
            Optional<Entry> entry) {
        boolean isAbove =
                highest.isEmpty()
                        || version.filter(own -> own.compareTo(highest.get()) > 0).isPresent();
        return MigrationInfo.of(
                name,
                version,
                isAbove ? MigrationInfo.State.FUTURE : MigrationInfo.State.MISSING,
                Optional.empty(),
                row,
                entry);
    }
}
