package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Format;
import io.migrate.migrator.formats.Identity;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Version;
import io.migrate.migrator.settings.Choices;
import io.migrate.migrator.settings.MigrationPattern;
import io.migrate.migrator.settings.MigrationPattern.Candidate;
import io.migrate.migrator.settings.MigrationPattern.Status;
import io.migrate.migrator.settings.Settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the policy accepts where files and histories differ.
///
/// @param outOfOrder what happens to a pending migration that belongs before an applied one
/// @param patterns of migrations that are ignored
/// @param changed what happens if a file was changed after it was applied
public record Tolerance(
        Choices.OutOfOrder outOfOrder,
        List<MigrationPattern> patterns,
        Choices.ChangedMigrations changed) {
    /// Accepts nothing.
    public static final Tolerance NONE =
            new Tolerance(Choices.OutOfOrder.REFUSE, List.of(), Choices.ChangedMigrations.REFUSE);

    /// Copies the list.
    public Tolerance {
        patterns = List.copyOf(patterns);
    }

    /// What a policy accepts.
    public static Tolerance of(Settings.Policy policy) {
        return new Tolerance(
                policy.outOfOrder(), policy.ignoreMigrationPatterns(), policy.changedMigrations());
    }

    /// Returns whether a pending migration that belongs before an applied one may run.
    public boolean runs(Migration migration, Format format) {
        boolean isMarked = migration.marks().has(Migration.Marks.Mark.OUT_OF_ORDER);
        return switch (outOfOrder) {
            case REFUSE -> false;
            case APPLY -> true;
            case APPLY_MARKED -> isMarked;
            case AS_TOOL -> isMarked || format.outOfOrder() == Format.OutOfOrder.APPLIED;
        };
    }

    /// Returns whether such a migration is passed over.
    boolean skips(Migration migration, Format format) {
        boolean isSkippedByTool =
                outOfOrder == Choices.OutOfOrder.AS_TOOL
                        && format.outOfOrder() == Format.OutOfOrder.SKIPPED;
        return !runs(migration, format)
                && (isSkippedByTool
                        || ignores(
                                new Candidate(
                                        MigrationPattern.Type.VERSIONED,
                                        Status.IGNORED,
                                        List.of(migration.name()),
                                        number(migration),
                                        Candidate.Place.LATER)));
    }

    private static Optional<String> number(Migration migration) {
        return switch (migration.identity()) {
            case Identity.Versioned(Version version) -> Optional.of(version.text());
            case Identity.Baseline(Version version) -> Optional.of(version.text());
            case Identity.Stamped(long when, String _) -> Optional.of(Long.toString(when));
            case Identity.Named _, Identity.Repeatable _ -> Optional.empty();
        };
    }

    /// Returns whether an applied migration without a file is ignored.
    ///
    /// @param first version of the folder
    boolean ignores(MigrationInfo line, Optional<Version> first) {
        Optional<Status> status =
                switch (line.state()) {
                    case MISSING -> Optional.of(Status.MISSING);
                    case FUTURE -> Optional.of(Status.FUTURE);
                    case APPLIED,
                            PENDING,
                            OUT_OF_ORDER,
                            MARKED,
                            SKIPPED,
                            RENAMED,
                            FAILED,
                            CHANGED,
                            IGNORED,
                            BELOW_BASELINE ->
                            Optional.empty();
                };
        boolean isBefore =
                first.isPresent()
                        && line.version().filter(own -> own.compareTo(first.get()) < 0).isPresent();
        return status.filter(each ->
                        ignores(
                                new Candidate(
                                        type(line),
                                        each,
                                        names(line),
                                        line.version().map(Version::text),
                                        isBefore
                                                ? Candidate.Place.BEFORE_FIRST_FILE
                                                : Candidate.Place.LATER)))
                .isPresent();
    }

    /// A row of Flyway's table without a version is that of a repeatable migration.
    private static MigrationPattern.Type type(MigrationInfo line) {
        return line.flyway().filter(row -> row.version().isEmpty()).isPresent()
                ? MigrationPattern.Type.REPEATABLE
                : MigrationPattern.Type.VERSIONED;
    }

    private static List<String> names(MigrationInfo line) {
        var names = new ArrayList<String>();
        line.flyway().ifPresent(row -> names.add(row.name()));
        line.toolEntry().flatMap(entry -> entry.name()).ifPresent(names::add);
        return names;
    }

    private boolean ignores(Candidate candidate) {
        return patterns.stream().anyMatch(pattern -> pattern.matches(candidate));
    }
}
