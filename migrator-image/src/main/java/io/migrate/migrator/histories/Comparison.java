package io.migrate.migrator.histories;

import java.util.List;

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
    static Comparison of(List<MigrationInfo> migrations, Plan.Agreed plan) {
        List<MigrationInfo> wrong =
                migrations.stream().filter(info -> !info.problem().isEmpty()).toList();
        return new Comparison(
                migrations,
                wrong.isEmpty()
                        ? plan
                        : new Plan.Disagreed(
                                wrong.stream().map(MigrationInfo::problem).toList(),
                                advice(wrong)));
    }

    /// Empty if only migrations failed: their problems say what to do.
    private static String advice(List<MigrationInfo> wrong) {
        return wrong.stream().allMatch(info -> info.state() == MigrationInfo.State.FAILED)
                ? ""
                : "Restore each file to the version that was applied, and put changes in a new"
                        + " migration.";
    }
}
