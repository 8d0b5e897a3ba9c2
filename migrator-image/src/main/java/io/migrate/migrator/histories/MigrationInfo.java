package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.ToolHistory;
import io.migrate.migrator.formats.Version;

import java.util.Optional;

/// The state of one migration in files and histories: a line of `info`.
///
/// @param name the tool's name
/// @param version that Flyway's table has for it, or would have
/// @param state the state derived from its rows and its file
/// @param migration its file; empty if there is none
/// @param flyway its row in Flyway's table
/// @param toolEntry its row in the tool's history
/// @param problem a sentence; empty if nothing is wrong
public record MigrationInfo(
        String name,
        Optional<Version> version,
        State state,
        Optional<Migration> migration,
        Optional<FlywayRow> flyway,
        Optional<ToolHistory.Entry> toolEntry,
        String problem) {

    /// The state of a migration.
    public enum State {
        /// It is applied.
        APPLIED("applied"),
        /// It is not applied.
        PENDING("pending"),
        /// It is not applied, and belongs before one that is.
        OUT_OF_ORDER("out of order"),
        /// The same, and its file has the mark that says so.
        MARKED("out of order, marked"),
        /// The same, and it is passed over.
        SKIPPED("out of order, ignored"),
        /// It failed and may have left changes behind.
        FAILED("failed"),
        /// Its file is not the one that was applied.
        CHANGED("changed"),
        /// It is applied and has no file, while later ones have.
        MISSING("missing"),
        /// It is applied and has no file, and a file with another name has its text.
        RENAMED("renamed"),
        /// It is applied and has no file, and that is allowed.
        IGNORED("no file, ignored"),
        /// It is applied and has no file, and is newer than the folder.
        FUTURE("future"),
        /// A baseline replaces it.
        BELOW_BASELINE("below baseline");

        private final String displayName;

        State(String displayName) {
            this.displayName = displayName;
        }

        /// The state as `info` shows it.
        public String displayName() {
            return displayName;
        }
    }

    /// A migration with the usual problem of its state. If the tool recorded a failure, the state
    /// is failed, and the problem is the one that the tool's history describes, unless Flyway's
    /// table has the failure too: then a run of the migrator failed, not the tool.
    static MigrationInfo of(
            String name,
            Optional<Version> version,
            State state,
            Optional<Migration> migration,
            Optional<FlywayRow> flyway,
            Optional<ToolHistory.Entry> toolEntry) {
        if (toolEntry.isPresent()
                && toolEntry.get().state() instanceof ToolHistory.State.Failed(String failure)) {
            boolean isOwnRun = flyway.filter(row -> !row.success()).isPresent();
            return new MigrationInfo(
                    name,
                    version,
                    State.FAILED,
                    migration,
                    flyway,
                    toolEntry,
                    isOwnRun ? problem(name, State.FAILED) : failure);
        }
        return new MigrationInfo(
                name, version, state, migration, flyway, toolEntry, problem(name, state));
    }

    private static String problem(String name, State state) {
        return switch (state) {
            case FAILED ->
                    "%s failed in an earlier run, or that run was killed, and it runs outside a transaction: part of it may be applied. To run it again, undo that part and run repair; if you completed it by hand, run repair --completed."
                            .formatted(name);
            case CHANGED -> name + " was changed after it was applied.";
            case MISSING -> name + " is applied, but its file is missing.";
            case APPLIED,
                    PENDING,
                    OUT_OF_ORDER,
                    MARKED,
                    SKIPPED,
                    RENAMED,
                    IGNORED,
                    FUTURE,
                    BELOW_BASELINE ->
                    "";
        };
    }

    /// The same migration in another state, which is no problem.
    MigrationInfo accepted(State accepted) {
        return new MigrationInfo(name, version, accepted, migration, flyway, toolEntry, "");
    }

    /// The same migration, whose file has another name now.
    MigrationInfo renamed(String other) {
        return new MigrationInfo(
                name,
                version,
                State.RENAMED,
                migration,
                flyway,
                toolEntry,
                "%1$s is applied and has no file, but %2$s has its text. If the file was renamed, give it its old name: under the new one, its tool runs it again. If %2$s is another migration, change its text, for example with a comment."
                        .formatted(name, other));
    }

    /// The state of a migration that belongs before one that is applied, and is not passed over.
    static State outOfOrder(Migration migration) {
        return migration.marks().has(Migration.Marks.Mark.OUT_OF_ORDER)
                ? State.MARKED
                : State.OUT_OF_ORDER;
    }
}
