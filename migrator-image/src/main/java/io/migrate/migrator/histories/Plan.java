package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Version;

import java.util.List;
import java.util.Optional;

/// What is to be done so that files and both histories say the same.
public sealed interface Plan {
    /// A migration and the version under which Flyway's table knows it.
    record Step(Migration migration, Version version) {}

    /// It can be done.
    ///
    /// @param applied in both histories or one, in the tool's order
    /// @param adopt applied, but not in Flyway's table: written there without running
    /// @param tell applied, but not in the tool's own table: written there
    /// @param pending to run, in this order
    /// @param outOfOrder those of them that belong before one that is applied
    /// @param newer names of what the histories have and the files do not, above the newest file
    record Agreed(
            List<Step> applied,
            List<Step> adopt,
            List<Step> tell,
            List<Step> pending,
            List<Step> outOfOrder,
            List<String> newer)
            implements Plan {
        /// Whether nothing is to be run or written.
        public boolean isDone() {
            return adopt.isEmpty() && tell.isEmpty() && pending.isEmpty();
        }

        /// The tool's name for the newest applied migration.
        public Optional<String> newest() {
            return applied.isEmpty()
                    ? Optional.empty()
                    : Optional.of(applied.getLast().migration().name());
        }

        /// The same plan with pending migrations up to the one named, and no further.
        ///
        /// @param pendingUpTo what is left of [#pending]
        public Agreed withPending(List<Step> pendingUpTo) {
            return new Agreed(
                    applied,
                    adopt,
                    tell,
                    pendingUpTo,
                    outOfOrder.stream().filter(pendingUpTo::contains).toList(),
                    newer);
        }
    }

    /// Files and histories contradict each other.
    ///
    /// @param problems a sentence each
    /// @param advice what to do
    record Disagreed(List<String> problems, String advice) implements Plan {}
}
