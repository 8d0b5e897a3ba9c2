package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.settings.Choices;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The result of comparing a folder with its histories.
///
/// @param migrations in the tool's order, those without a file last
/// @param plan what follows from it
public record Comparison(List<MigrationInfo> migrations, Plan plan) {
    /// Copies the list.
    public Comparison {
        migrations = List.copyOf(migrations);
    }

    /// The comparison with the plan, unless a migration has a problem.
    ///
    /// @param adviceIfMissing what else to do about a missing file; may be empty
    static Comparison of(
            List<MigrationInfo> migrations,
            Plan.Agreed plan,
            Tolerance tolerance,
            String adviceIfMissing) {
        List<MigrationInfo> lines = new ArrayList<>();
        List<Migration> changed = new ArrayList<>();
        for (MigrationInfo line : migrations) {
            Optional<Migration> accepted =
                    line.migration().filter(_ -> isAccepted(line, tolerance));
            accepted.ifPresent(changed::add);
            lines.add(accepted.isPresent() ? line.accepted(line.state()) : line);
        }
        List<MigrationInfo> wrong =
                lines.stream().filter(info -> !info.problem().isEmpty()).toList();
        return new Comparison(
                lines,
                wrong.isEmpty()
                        ? plan.with(plan.tolerated().withChanged(changed))
                        : new Plan.Disagreed(
                                wrong.stream().map(MigrationInfo::problem).toList(),
                                advice(wrong, adviceIfMissing)));
    }

    private static boolean isAccepted(MigrationInfo line, Tolerance tolerance) {
        return line.state() == MigrationInfo.State.CHANGED
                && tolerance.changed() == Choices.ChangedMigrations.WARN;
    }

    /// Empty if only migrations failed or were renamed: their problems say what to do.
    private static String advice(List<MigrationInfo> wrong, String adviceIfMissing) {
        return Stream.of(
                        wrong.stream().anyMatch(Comparison::needsItsFile)
                                ? "Restore each file to the version that was applied, and put"
                                        + " changes in a new migration."
                                : "",
                        has(wrong, MigrationInfo.State.CHANGED)
                                ? "If only comments or the layout changed,"
                                        + " MIGRATE_CHANGED_MIGRATIONS=Warn (in a policy,"
                                        + " run.changedMigrations) accepts that."
                                : "",
                        has(wrong, MigrationInfo.State.MISSING) ? adviceIfMissing : "",
                        has(wrong, MigrationInfo.State.MISSING)
                                ? "If files were removed on purpose, name them in"
                                        + " MIGRATE_IGNORE_MIGRATION_PATTERNS (in a policy,"
                                        + " run.ignoreMigrationPatterns), such as *:missing."
                                : "")
                .filter(sentence -> !sentence.isEmpty())
                .reduce((first, second) -> first + " " + second)
                .orElse("");
    }

    private static boolean needsItsFile(MigrationInfo line) {
        return line.state() != MigrationInfo.State.FAILED
                && line.state() != MigrationInfo.State.RENAMED;
    }

    private static boolean has(List<MigrationInfo> wrong, MigrationInfo.State state) {
        return wrong.stream().anyMatch(line -> line.state() == state);
    }
}
