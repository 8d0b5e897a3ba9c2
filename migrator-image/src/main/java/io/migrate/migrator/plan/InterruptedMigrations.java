package io.migrate.migrator.plan;

import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Source;
import io.migrate.migrator.histories.Comparison;
import io.migrate.migrator.histories.HistoryWriter;
import io.migrate.migrator.histories.MigrationInfo;
import io.migrate.migrator.histories.Repair;
import io.migrate.migrator.sql.Script;
import io.migrate.migrator.sql.Statement;

import org.slf4j.Logger;

import java.sql.SQLException;
import java.util.List;

/// Migrations outside transactions that failed or were stopped in an earlier run. One that consists
/// of a single statement that is safe to run again needs no manual repair.
public final class InterruptedMigrations {
    private InterruptedMigrations() {}

    /// Whether a migration is safe to run again.
    public static boolean isSafeToRunAgain(Migration migration) {
        List<Statement> statements = Script.of(migration.sql()).statements();
        return statements.size() == 1 && statements.getFirst().isSafeToRunAgain();
    }

    /// The lines of those that are safe to run again; none if the histories have any other problem.
    public static List<MigrationInfo> of(Comparison comparison) {
        List<MigrationInfo> problems =
                comparison.migrations().stream().filter(line -> !line.problem().isEmpty()).toList();
        boolean allSafe =
                problems.stream()
                        .allMatch(line ->
                                line.state() == MigrationInfo.State.FAILED
                                        && line.flyway().filter(row -> !row.success()).isPresent()
                                        && line.migration()
                                                .filter(InterruptedMigrations::isSafeToRunAgain)
                                                .isPresent());
        return allSafe ? problems : List.of();
    }

    /// Deletes their rows from the history. What they left in the database is dropped before they
    /// run again.
    public static void forget(
            List<MigrationInfo> lines, HistoryWriter writer, Source source, Logger log)
            throws SQLException {
        for (MigrationInfo line : lines) {
            new Repair(line, Repair.Correction.RUN_AGAIN).apply(writer, source);
            log.warn("{} did not finish in an earlier run; it runs again", line.name());
        }
    }
}
