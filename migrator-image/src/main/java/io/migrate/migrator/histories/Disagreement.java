package io.migrate.migrator.histories;

import java.util.List;

/// What to do when folder and histories disagree.
final class Disagreement {
    private Disagreement() {}

    /// Empty where the problems say themselves what to do.
    static String advice(List<String> problems) {
        return problems.stream().allMatch(each -> each.contains("undo by hand"))
                ? ""
                : "Restore the files as they were when they were applied; put changes into a new"
                        + " migration.";
    }
}
