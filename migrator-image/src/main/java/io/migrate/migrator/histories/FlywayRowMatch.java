package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Effect;
import io.migrate.migrator.formats.Identity;
import io.migrate.migrator.formats.Migration;

import java.util.List;
import java.util.Optional;

/// When a row of Flyway's table belongs to a migration: of another tool by script and checksum, of
/// Flyway by version or description.
final class FlywayRowMatch {
    /// The strictest first.
    static final List<Matching.Criterion<Migration, FlywayRow>> CRITERIA =
            List.of(
                    Matching.Criterion.forAll(
                            (migration, row) -> script(migration, row) && checksum(migration, row)),
                    Matching.Criterion.forAll(FlywayRowMatch::script),
                    Matching.Criterion.forAll((migration, row) ->
                            row.isOfText(migration) && !isNumberedOtherwise(migration, row)));

    private FlywayRowMatch() {}

    /// The errors for rows that cannot belong to a file of another tool, which is always of SQL.
    static List<String> foreign(List<FlywayRow> rows) {
        return rows.stream()
                .filter(row -> row.type() != RowType.Applied.SQL)
                .map(row ->
                        "%s has type %s, but only files of SQL are recorded for this tool."
                                .formatted(row.label(), row.type().name()))
                .toList();
    }

    /// The row of a versioned migration: one that failed, else the last one of the file's kind,
    /// else the last one. The failed row of a baseline belongs to the baseline.
    ///
    /// @param rows of its version
    static Optional<FlywayRow> versioned(Migration migration, List<FlywayRow> rows) {
        List<FlywayRow> own =
                rows.stream().filter(row -> !(row.isBaseline() && row.isFailed())).toList();
        Optional<FlywayRow> failed = own.stream().filter(FlywayRow::isFailed).findFirst();
        return failed.or(() ->
                        own.stream()
                                .filter(row -> isOfKind(migration, row))
                                .reduce((_, later) -> later))
                .or(() -> own.stream().reduce((_, later) -> later));
    }

    /// The row of a repeatable migration: one that failed, else one that is not of its kind, else
    /// the last one.
    static Optional<FlywayRow> repeatable(
            Migration migration, String description, List<FlywayRow> rows) {
        List<FlywayRow> own = rows.stream().filter(row -> row.isOf(description)).toList();
        return own.stream()
                .filter(FlywayRow::isFailed)
                .findFirst()
                .or(() -> own.stream().filter(row -> !isOfKind(migration, row)).findFirst())
                .or(() -> own.stream().reduce((_, later) -> later));
    }

    /// The error if a file of SQL was applied as code, or the reverse. Flyway takes them for two
    /// migrations, and would run the file.
    static Optional<String> mismatch(Migration migration, FlywayRow row) {
        boolean isInPlace = row.isBaseline() && row.version().isPresent();
        return isInPlace || isOfKind(migration, row)
                ? Optional.empty()
                : Optional.of(
                        "%s is %s, but its row in the history has type %s."
                                .formatted(
                                        migration.script(),
                                        isSql(migration) ? "SQL" : "code",
                                        row.type().name()));
    }

    private static boolean isOfKind(Migration migration, FlywayRow row) {
        return row.type() instanceof RowType.Applied type
                && (type == RowType.Applied.SQL) == isSql(migration);
    }

    private static boolean isSql(Migration migration) {
        return migration.effect() instanceof Effect.Sql;
    }

    private static boolean script(Migration migration, FlywayRow row) {
        return row.isOfScript(migration);
    }

    /// Two migrations may have the same text, such as one line that refreshes a view. The number
    /// distinguishes them in all tools but Drizzle up to 0.45, which looks at the hash too.
    private static boolean isNumberedOtherwise(Migration migration, FlywayRow row) {
        return !(migration.identity() instanceof Identity.Stamped)
                && Versions.natural(migration)
                        .flatMap(own -> row.version().filter(other -> !other.equals(own)))
                        .isPresent();
    }

    /// Returns whether the row's checksum, if it has one, is that of the file.
    static boolean checksum(Migration migration, FlywayRow row) {
        return row.checksum().isEmpty() || row.checksum().get() == migration.checksum();
    }
}
