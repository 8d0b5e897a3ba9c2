package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Version;

import java.util.Optional;
import java.util.regex.Pattern;

/// A row of Flyway's table.
///
/// @param version empty for repeatable migrations
/// @param type what the row says about the migration
/// @param checksum empty where Flyway has none
/// @param success false: it failed outside a transaction and may have left changes behind
/// @param installed when and by whom
public record FlywayRow(
        Optional<Version> version,
        String description,
        RowType type,
        String script,
        Optional<Integer> checksum,
        boolean success,
        Installed installed) {
    private static final Pattern GOLANG_MIGRATE = Pattern.compile("\\d+_.*\\.up\\.sql");

    /// When a row was written, and by whom.
    ///
    /// @param rank the primary key
    /// @param by the role
    /// @param on the time, as PostgreSQL writes it
    /// @param millis execution time
    public record Installed(int rank, String by, String on, int millis) {}

    /// Returns whether it is the row of a baseline.
    boolean isBaseline() {
        return type instanceof RowType.Baseline;
    }

    /// Returns whether the migration failed. Flyway never looks at the success of its own baseline.
    boolean isFailed() {
        return !success && type != RowType.Baseline.BASELINE;
    }

    /// Returns whether both are rows of the same migration.
    boolean isOfSameMigration(FlywayRow other) {
        return version.equals(other.version)
                && (version.isPresent() || description.equals(other.description));
    }

    /// Returns whether it is a row of the repeatable migration with that description.
    boolean isOf(String repeatable) {
        return version.isEmpty() && description.equals(AbbreviatedColumns.description(repeatable));
    }

    /// Returns whether it names the migration's file.
    public boolean isOfScript(Migration migration) {
        return script.equals(AbbreviatedColumns.script(migration.script()));
    }

    /// Returns whether it has the checksum of the migration's file.
    public boolean isOfText(Migration migration) {
        return checksum.filter(sum -> sum == migration.checksum()).isPresent();
    }

    /// What identifies the row in the table, for people.
    String label() {
        return "%s (%sinstalled_rank %d)"
                .formatted(
                        script,
                        version.map(number -> "version " + number + ", ").orElse(""),
                        installed.rank());
    }

    /// The migration's name, for people.
    public String name() {
        return GOLANG_MIGRATE.matcher(script).matches()
                ? script.substring(0, script.length() - ".up.sql".length())
                : script.replaceFirst("(/migration)?\\.(?i:sql)$", "");
    }
}
