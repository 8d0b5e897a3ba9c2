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

/// What a migration outside of transactions left in the history when it failed or was stopped. If
/// it is a single statement that may be run again, that needs nobody's hand.
public final class InterruptedMigrations {
    private InterruptedMigrations() {}

    /// Whether a migration may simply be run again.
    public static boolean isSafeAgain(Migration migration) {
        List<Statement> statements = Script.of(migration.sql()).statements();
        return statements.size() == 1 && statements.getFirst().isSafeAgain();
    }

    /// The lines of those that failed and may be run again; none if anything else is wrong too.
    public static List<MigrationInfo> of(Comparison comparison) {
        List<MigrationInfo> wrong =
                comparison.migrations().stream().filter(line -> !line.problem().isEmpty()).toList();
        boolean all =
                wrong.stream()
                        .allMatch(line ->
                                line.state() == MigrationInfo.State.FAILED
                                        && line.flyway().filter(row -> !row.success()).isPresent()
                                        && line.migration()
                                                .filter(InterruptedMigrations::isSafeAgain)
                                                .isPresent());
        return all ? wrong : List.of();
    }

    /// Forgets that they failed; what they left in the database is dropped before they run again.
    public static void forget(
            List<MigrationInfo> lines, HistoryWriter writer, Source source, Logger log)
            throws SQLException {
        for (MigrationInfo line : lines) {
            new Repair(line, "").apply(writer, source);
            log.warn("{} did not end in an earlier run: it runs again", line.name());
        }
    }
}
