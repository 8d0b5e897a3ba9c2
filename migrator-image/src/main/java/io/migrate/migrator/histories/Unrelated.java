package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Identity;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Source;
import io.migrate.migrator.formats.Version;

import java.util.List;
import java.util.Optional;

/// A history that has rows of which none belongs to a file of the folder.
///
/// @param history the one that shows it
/// @param migrations that its rows record
public record Unrelated(History history, List<MigrationInfo> migrations) {
    /// Numbers of this length or longer are timestamps.
    private static final int TIMESTAMP_DIGITS = 8;

    /// One of the two histories.
    public enum History {
        FLYWAY,
        TOOL
    }

    /// Copies the list.
    public Unrelated {
        migrations = List.copyOf(migrations);
    }

    /// Empty if a row belongs to the folder, or if there are none. Flyway's rows decide if there
    /// are any, because they name the file: a number of the tool's history may belong to any.
    public static Optional<Unrelated> of(
            Source source, HistorySnapshot snapshot, Comparison comparison) {
        List<MigrationInfo> lines = comparison.migrations();
        if (!snapshot.scripts().isEmpty()) {
            List<MigrationInfo> recorded =
                    lines.stream().filter(Unrelated::isRecordedScript).toList();
            boolean isUnrelated =
                    snapshot.scripts().stream().noneMatch(row -> isOfFile(row, source))
                            && !recorded.isEmpty()
                            && recorded.stream().allMatch(Unrelated::isUnexplained)
                            && !isBelowBaseline(lines);
            return isUnrelated
                    ? Optional.of(new Unrelated(History.FLYWAY, recorded))
                    : Optional.empty();
        }
        List<MigrationInfo> recorded =
                lines.stream()
                        .filter(line ->
                                line.toolEntry().filter(each -> !each.row().isEmpty()).isPresent())
                        .toList();
        boolean isUnrelated =
                !recorded.isEmpty()
                        && recorded.stream().allMatch(Unrelated::isWithoutFile)
                        && (lines.stream().noneMatch(line -> isFileApplied(line))
                                || isNumberedOtherwise(source, recorded));
        return isUnrelated ? Optional.of(new Unrelated(History.TOOL, recorded)) : Optional.empty();
    }

    /// The lines, with rows above the newest file like those below it: nothing says that the
    /// database is ahead of the folder.
    public static List<MigrationInfo> withoutFuture(List<MigrationInfo> lines) {
        return lines.stream().map(Unrelated::withoutFuture).toList();
    }

    private static MigrationInfo withoutFuture(MigrationInfo line) {
        return line.state() == MigrationInfo.State.FUTURE
                ? MigrationInfo.of(
                        line.name(),
                        line.version(),
                        MigrationInfo.State.MISSING,
                        line.migration(),
                        line.flyway(),
                        line.toolEntry())
                : line;
    }

    private static boolean isOfFile(FlywayRow row, Source source) {
        return source.migrations().stream()
                .anyMatch(migration ->
                        row.isOfScript(migration)
                                || row.isOfText(migration)
                                || isRepeatable(row, migration));
    }

    private static boolean isRepeatable(FlywayRow row, Migration migration) {
        return migration.identity() instanceof Identity.Repeatable(String description)
                && row.isOf(description);
    }

    /// Whether a baseline replaces all files, as it does those of an older release.
    private static boolean isBelowBaseline(List<MigrationInfo> lines) {
        return lines.stream()
                .filter(line -> line.migration().isPresent())
                .allMatch(line ->
                        line.state() == MigrationInfo.State.BELOW_BASELINE
                                || line.flyway().filter(FlywayRow::isBaseline).isPresent());
    }

    /// A baseline leaves out the rows that it replaces.
    private static boolean isRecordedScript(MigrationInfo line) {
        return line.flyway().filter(row -> row.type() == RowType.Applied.SQL).isPresent();
    }

    private static boolean isUnexplained(MigrationInfo line) {
        return line.migration().isPresent()
                || line.state() == MigrationInfo.State.FAILED
                || isWithoutFile(line);
    }

    private static boolean isWithoutFile(MigrationInfo line) {
        return line.migration().isEmpty()
                && (line.state() == MigrationInfo.State.MISSING
                        || line.state() == MigrationInfo.State.FUTURE);
    }

    private static boolean isFileApplied(MigrationInfo line) {
        return line.migration().isPresent() && line.toolEntry().isPresent();
    }

    /// A tool that records only the highest number has no row for the files below it. A timestamp
    /// is not a later number of a folder that has none.
    private static boolean isNumberedOtherwise(Source source, List<MigrationInfo> recorded) {
        return recorded.stream()
                        .allMatch(line -> line.version().filter(Unrelated::isTimestamp).isPresent())
                && source.migrations().stream()
                        .noneMatch(migration ->
                                migration.identity() instanceof Identity.Versioned(var version)
                                        && version.text().length() >= TIMESTAMP_DIGITS);
    }

    private static boolean isTimestamp(Version version) {
        return version.text().length() >= TIMESTAMP_DIGITS;
    }
}
