package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.ToolHistory;
import io.migrate.migrator.formats.Version;

import java.util.Optional;

/// What files and histories say of one migration: a line of what `info` shows.
///
/// @param name the tool's own name
/// @param version under which Flyway's table has it, or would have it
/// @param state what became of it
/// @param migration its file; empty if there is none
/// @param flyway its row in Flyway's table
/// @param toolEntry its row in the tool's own
/// @param problem a sentence; empty if nothing is wrong
public record MigrationInfo(
        String name,
        Optional<Version> version,
        State state,
        Optional<Migration> migration,
        Optional<FlywayRow> flyway,
        Optional<ToolHistory.Entry> toolEntry,
        String problem) {

    /// What became of a migration.
    public enum State {
        /// It is applied.
        APPLIED("applied"),
        /// It is to be run.
        PENDING("pending"),
        /// It is to be run, and belongs before one that is applied.
        OUT_OF_ORDER("out of order"),
        /// It failed and left something behind.
        FAILED("failed"),
        /// Its file is not what was applied.
        CHANGED("changed"),
        /// It is applied and has no file, while later ones have.
        MISSING("file missing"),
        /// It is applied, and newer than the folder.
        NEWER("ahead of folder"),
        /// A baseline stands for it.
        IN_BASELINE("in baseline");

        private final String words;

        State(String words) {
            this.words = words;
        }

        /// For people.
        public String words() {
            return words;
        }
    }

    static final String FAILED_BEFORE =
            "%s failed half-way in an earlier run, outside a transaction: undo by hand what it left"
                    + " (such as an invalid index), then run repair, which deletes its row, the one"
                    + " with success = false, from the history.";
    static final String CHANGED = "%s was changed after it had been applied.";
    static final String MISSING = "%s is applied, but its file is missing.";

    /// A line whose problem is the usual one of its state.
    static MigrationInfo of(
            String name,
            Optional<Version> version,
            State state,
            Optional<Migration> migration,
            Optional<FlywayRow> flyway,
            Optional<ToolHistory.Entry> toolEntry) {
        String problem =
                switch (state) {
                    case FAILED -> FAILED_BEFORE.formatted(name);
                    case CHANGED -> CHANGED.formatted(name);
                    case MISSING -> MISSING.formatted(name);
                    case APPLIED, PENDING, OUT_OF_ORDER, NEWER, IN_BASELINE -> "";
                };
        return new MigrationInfo(name, version, state, migration, flyway, toolEntry, problem);
    }
}
