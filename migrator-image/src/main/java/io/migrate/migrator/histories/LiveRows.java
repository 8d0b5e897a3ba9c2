package io.migrate.migrator.histories;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/// The rows of Flyway's table that count: those of migrations and baselines that `repair` did not
/// mark as deleted. Source: Flyway's MigrationInfoServiceImpl.
sealed interface LiveRows {
    /// Flyway's open-source edition reads the table.
    ///
    /// @param rows in insertion order
    record Valid(List<FlywayRow> rows) implements LiveRows {}

    /// It does not, or what it makes of the table depends on the edition.
    ///
    /// @param problems a sentence for each row
    /// @param advice what to do
    record Invalid(List<String> problems, String advice) implements LiveRows {}

    /// Reads all rows of the table.
    static LiveRows of(List<FlywayRow> all) {
        var reading = new Reading();
        all.forEach(reading::add);
        return reading.result();
    }

    /// Reads one row after another.
    final class Reading {
        private final List<FlywayRow> applied = new ArrayList<>();
        private final List<FlywayRow> live = new ArrayList<>();
        private final List<String> problems = new ArrayList<>();
        private final SequencedSet<String> advice = new LinkedHashSet<>();

        private LiveRows result() {
            return problems.isEmpty()
                    ? new Valid(List.copyOf(live))
                    : new Invalid(List.copyOf(problems), String.join(" ", advice));
        }

        private void add(FlywayRow row) {
            // Not a switch over types: see ADR 51.
            if (row.type() instanceof RowType.Applied || row.type() instanceof RowType.Baseline) {
                applied.add(row);
                live.add(row);
            } else if (row.type() instanceof RowType.Marker marker) {
                switch (marker) {
                    case SCHEMA -> {}
                    case DELETE -> delete(row);
                }
            } else if (row.type() instanceof RowType.Undo) {
                undo(row);
            } else {
                refuse(
                        row,
                        ", which the open-source edition of Flyway does not know.",
                        "Continue with the edition or plugin of Flyway that wrote the row,"
                                + " or correct its type in the history.");
            }
        }

        private void undo(FlywayRow row) {
            if (row.success()) {
                refuse(
                        row,
                        ": the migration was undone, which the open-source edition of Flyway does"
                                + " not understand.",
                        "Continue with the edition of Flyway that wrote the row, or delete the row"
                                + " and that of the migration it undid from the history: unless it"
                                + " was applied again, the migration is then pending.");
            } else {
                refuse(
                        row,
                        ": undoing the migration failed.",
                        "Continue with the edition of Flyway that wrote the row; or manually"
                            + " restore what the failed undo changed, then delete its row from the"
                            + " history.");
            }
        }

        private void delete(FlywayRow row) {
            // Flyway's own baselines cannot be deleted: it overlooks such a row.
            Optional<FlywayRow> last =
                    applied.stream()
                            .filter(each -> each.type() != RowType.Baseline.BASELINE)
                            .filter(each -> each.isOfSameMigration(row))
                            .reduce((_, later) -> later);
            if (row.version().isEmpty()) {
                // A repeatable migration whose last row is this one is pending, even if success is
                // false.
                live.removeIf(each -> each.isOfSameMigration(row) && each.success());
            }
            if (last.isEmpty() || !row.success()) {
                return;
            }
            if (last.get().isBaseline()) {
                refuse(
                        row,
                        " and deletes a baseline, after which Flyway runs only some of the"
                                + " migrations that the baseline replaces.",
                        "Delete the row from the history to keep the baseline.");
            } else if (!live.remove(last.get()) && row.version().isPresent()) {
                refuse(
                        row,
                        ", but an earlier row has deleted the migration already.",
                        "Delete the row from the history.");
            }
        }

        private void refuse(FlywayRow row, String reason, String whatToDo) {
            problems.add(row.label() + " has type " + row.type().name() + reason);
            advice.add(whatToDo);
        }
    }
}
