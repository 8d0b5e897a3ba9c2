package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Identity;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.ToolHistory;
import io.migrate.migrator.formats.Version;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Applied migrations without a file, and which of them are accepted.
///
/// @param lines all of them
/// @param ignored those that a pattern ignores
/// @param replaced those that another migration replaces
/// @param future names of those that are newer than the folder, and not ignored
record WithoutFile(
        List<MigrationInfo> lines,
        List<MigrationInfo> ignored,
        List<MigrationInfo> replaced,
        List<String> future) {
    /// Decides for each.
    ///
    /// @param unresolved all of them
    /// @param isReplaced whether another migration replaces it
    /// @param first version of the folder
    static WithoutFile of(
            List<MigrationInfo> unresolved,
            Predicate<MigrationInfo> isReplaced,
            Tolerance tolerance,
            Optional<Version> first) {
        var lines = new ArrayList<MigrationInfo>();
        var ignored = new ArrayList<MigrationInfo>();
        var replaced = new ArrayList<MigrationInfo>();
        var future = new ArrayList<String>();
        for (MigrationInfo line : unresolved) {
            if (isReplaced.test(line)) {
                replaced.add(line);
                lines.add(line.accepted(MigrationInfo.State.IGNORED));
            } else if (tolerance.ignores(line, first)) {
                ignored.add(line);
                lines.add(line.accepted(MigrationInfo.State.IGNORED));
            } else {
                lines.add(line);
                if (line.state() == MigrationInfo.State.FUTURE && !future.contains(line.name())) {
                    future.add(line.name());
                }
            }
        }
        return new WithoutFile(lines, ignored, replaced, future);
    }

    /// Returns whether the first migration of the folder replaces one without a file.
    ///
    /// @param first its row in the tool's history
    static boolean isReplaced(
            MigrationInfo line, Optional<ToolHistory.Entry> first, ToolHistory toolHistory) {
        return line.toolEntry()
                .flatMap(entry -> first.filter(each -> toolHistory.isReplaced(entry, each)))
                .isPresent();
    }

    /// The same, where files have other names now: those with the text of a migration that has
    /// none. No pattern ignores these, because the file would run a second time.
    ///
    /// @param unrecorded migrations that have no row in the tool's history
    WithoutFile withRenamed(List<Migration> unrecorded) {
        return new WithoutFile(
                lines.stream()
                        .map(line ->
                                isReplaced(line)
                                        ? line
                                        : newName(line, unrecorded).map(line::renamed).orElse(line))
                        .toList(),
                ignored,
                replaced,
                future);
    }

    private boolean isReplaced(MigrationInfo line) {
        return line.toolEntry().isPresent()
                && replaced.stream().anyMatch(each -> each.toolEntry().equals(line.toolEntry()));
    }

    private static Optional<String> newName(MigrationInfo line, List<Migration> unrecorded) {
        Optional<String> hash =
                line.toolEntry()
                        .filter(entry -> entry.name().isPresent())
                        .flatMap(ToolHistory.Entry::hash);
        return unrecorded.stream()
                .filter(each ->
                        each.identity() instanceof Identity.Named named
                                && hash.filter(named.hash()::equals).isPresent())
                .map(Migration::name)
                .findFirst();
    }

    /// The newest of all that no migration replaces, also of those that are newer than the folder.
    Optional<MigrationInfo> newest() {
        return newest(lines.stream().filter(line -> !isReplaced(line)).toList());
    }

    private static Optional<MigrationInfo> newest(List<MigrationInfo> lines) {
        return lines.stream()
                .filter(line -> line.version().isPresent())
                .max((one, other) ->
                        one.version().orElseThrow().compareTo(other.version().orElseThrow()));
    }

    /// What the policy accepts, but for changed files.
    ///
    /// @param newestFile the version of the newest applied migration that has a file
    Plan.Tolerated tolerated(List<Plan.Step> skipped, Optional<Version> newestFile) {
        return new Plan.Tolerated(
                names(ignored),
                names(replaced),
                skipped.stream().map(Plan.Step::migration).toList(),
                List.of(),
                newest(ignored)
                        .filter(line ->
                                newestFile
                                        .filter(file ->
                                                file.compareTo(line.version().orElseThrow()) > 0)
                                        .isEmpty())
                        .map(MigrationInfo::name));
    }

    private static List<String> names(List<MigrationInfo> lines) {
        return lines.stream().map(MigrationInfo::name).distinct().toList();
    }
}
