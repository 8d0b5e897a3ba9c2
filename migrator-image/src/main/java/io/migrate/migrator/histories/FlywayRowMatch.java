package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Migration;

import java.util.List;
import java.util.function.BiPredicate;

/// When a row of Flyway's table belongs to a migration of another tool: by script and checksum.
final class FlywayRowMatch {
    /// The strictest first.
    static final List<BiPredicate<Migration, FlywayRow>> CRITERIA =
            List.of(
                    (migration, row) -> script(migration, row) && checksum(migration, row),
                    FlywayRowMatch::script,
                    FlywayRowMatch::checksum);

    private FlywayRowMatch() {}

    private static boolean script(Migration migration, FlywayRow row) {
        return row.script().equals(AbbreviatedColumns.script(migration.script()));
    }

    /// Returns whether the row's checksum, if it has one, is that of the file.
    static boolean checksum(Migration migration, FlywayRow row) {
        return row.checksum().isEmpty() || row.checksum().get() == migration.checksum();
    }
}
