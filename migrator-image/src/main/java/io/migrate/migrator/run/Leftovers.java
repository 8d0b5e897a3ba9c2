package io.migrate.migrator.run;

import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Source;
import io.migrate.migrator.histories.Comparison;
import io.migrate.migrator.histories.Fix;
import io.migrate.migrator.histories.HistoryWriter;
import io.migrate.migrator.histories.Line;
import io.migrate.migrator.sql.Script;
import io.migrate.migrator.sql.Statement;

import org.slf4j.Logger;

import java.sql.SQLException;
import java.util.List;

/// What a migration outside of transactions left in the history when it failed or was stopped. If
/// it is a single statement that may be run again, that needs nobody's hand.
final class Leftovers {
    private Leftovers() {}

    /// Whether a migration may simply be run again.
    static boolean isSafeAgain(Migration migration) {
        List<Statement> statements = Script.of(Ways.sql(migration)).statements();
        return statements.size() == 1 && statements.getFirst().isSafeAgain();
    }

    /// The lines of those that failed and may be run again; none if anything else is wrong too.
    static List<Line> of(Comparison comparison) {
        List<Line> wrong =
                comparison.lines().stream().filter(line -> !line.problem().isEmpty()).toList();
        boolean all =
                wrong.stream()
                        .allMatch(line ->
                                line.state() == Line.State.FAILED
                                        && line.flyway().filter(row -> !row.success()).isPresent()
                                        && line.migration()
                                                .filter(Leftovers::isSafeAgain)
                                                .isPresent());
        return all ? wrong : List.of();
    }

    /// Forgets that they failed; what they left in the database is dropped before they run again.
    static void forget(List<Line> lines, HistoryWriter writer, Source source, Logger log)
            throws SQLException {
        for (Line line : lines) {
            new Fix(line, "").apply(writer, source);
            log.warn("{} did not end in an earlier run: it runs again", line.name());
        }
    }
}
