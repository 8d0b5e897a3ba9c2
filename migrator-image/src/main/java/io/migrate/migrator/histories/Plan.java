package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Version;

import java.util.List;
import java.util.Optional;

/// The actions that make files and both histories agree.
public sealed interface Plan {
    /// A migration and its version in Flyway's table.
    record Step(Migration migration, Version version) {}

    /// Files and histories agree, or can be made to agree.
    ///
    /// @param applied in one or both histories, in the tool's order
    /// @param adopt applied, but missing in Flyway's table, to be recorded there without running
    /// @param missingInToolHistory applied, but missing in the tool's history, to be recorded there
    /// @param pending to run, in this order
    /// @param outOfOrder those of the pending ones that belong before one that is applied
    /// @param future names of migrations that a history has, above the newest file
    /// @param tolerated what the policy accepts
    record Agreed(
            List<Step> applied,
            List<Step> adopt,
            List<Step> missingInToolHistory,
            List<Step> pending,
            List<Step> outOfOrder,
            List<String> future,
            Tolerated tolerated)
            implements Plan {
        /// Returns whether there is nothing to run and nothing to record.
        public boolean isDone() {
            return adopt.isEmpty() && missingInToolHistory.isEmpty() && pending.isEmpty();
        }

        /// The tool's name for the newest applied migration.
        public Optional<String> newest() {
            return applied.isEmpty()
                    ? Optional.empty()
                    : Optional.of(applied.getLast().migration().name());
        }

        /// The same plan with other differences that are accepted.
        Agreed with(Tolerated others) {
            return new Agreed(
                    applied, adopt, missingInToolHistory, pending, outOfOrder, future, others);
        }

        /// The same plan with fewer pending migrations.
        ///
        /// @param pendingUpTo the remaining part of [#pending]
        public Agreed withPending(List<Step> pendingUpTo) {
            return new Agreed(
                    applied,
                    adopt,
                    missingInToolHistory,
                    pendingUpTo,
                    outOfOrder.stream().filter(pendingUpTo::contains).toList(),
                    future,
                    tolerated);
        }
    }

    /// Files and histories contradict each other.
    ///
    /// @param problems a sentence each
    /// @param advice what to do
    record Disagreed(List<String> problems, String advice) implements Plan {}

    /// Where files and histories differ, and the policy or the tool accepts that.
    ///
    /// @param ignored names of applied migrations without a file that a pattern ignores
    /// @param replaced names of applied migrations without a file that another one replaces
    /// @param skipped migrations that belong before an applied one and are passed over; they are
    ///   not pending
    /// @param changed migrations whose file was changed after it was applied
    /// @param newest the name of the newest of the ignored and replaced ones, if no file is newer
    ///   than it and applied
    record Tolerated(
            List<String> ignored,
            List<String> replaced,
            List<Migration> skipped,
            List<Migration> changed,
            Optional<String> newest) {
        /// Copies the lists.
        public Tolerated {
            ignored = List.copyOf(ignored);
            replaced = List.copyOf(replaced);
            skipped = List.copyOf(skipped);
            changed = List.copyOf(changed);
        }

        /// The same with changed migrations.
        Tolerated withChanged(List<Migration> others) {
            return new Tolerated(ignored, replaced, skipped, others, newest);
        }
    }
}
