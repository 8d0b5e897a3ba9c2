package io.migrate.migrator.settings;

import io.migrate.migrator.configuration.FlywayConfiguration;
import io.migrate.migrator.configuration.FolderLayout;
import io.migrate.migrator.configuration.Placeholders;
import io.migrate.migrator.formats.Tool;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The validated settings of a run.
///
/// @param command to run
/// @param consent to the changes of `repair` and `dry-run`
/// @param failedMigrations what `repair` does with migrations that failed
/// @param dir folder with the migrations
/// @param dirCopied whether it is a copy of one in an image
/// @param format the tool that wrote them; empty: detected
/// @param layout of a folder of Flyway, and the values of placeholders
/// @param flyway what Flyway's own configuration may set
/// @param target name or version of the last migration to apply
/// @param searchPath schemas for the migrations; empty: the server's default
/// @param role for SET ROLE
/// @param history Flyway's table
/// @param toolHistory the tool's history, and whether it is written
/// @param timeouts of the run
/// @param policy for unusual situations
/// @param output log and termination message
/// @param applicationName at most 63 bytes, as PostgreSQL truncates it; empty: the URL's, else
///   `migrate`
public record Settings(
        Command command,
        Choices.Consent consent,
        Choices.FailedMigrations failedMigrations,
        Path dir,
        Choices.DirCopied dirCopied,
        Optional<Tool> format,
        FolderLayout layout,
        Flyway flyway,
        Optional<String> target,
        List<String> searchPath,
        Optional<String> role,
        History history,
        ToolHistory toolHistory,
        Timeouts timeouts,
        Policy policy,
        Output output,
        Optional<String> applicationName) {

    /// What Flyway's own configuration may set.
    ///
    /// @param variables those of the environment that begin with `FLYWAY_`
    /// @param given the settings that are set, and stronger than Flyway's
    public record Flyway(Map<String, String> variables, Set<Setting> given) {
        /// Copies the collections.
        public Flyway {
            variables = Map.copyOf(variables);
            given = Set.copyOf(given);
        }
    }

    /// The settings of a run, and those with what Flyway's configuration adds.
    public Settings with(FlywayConfiguration configuration) {
        return new FlywayDefaults(this, configuration).settings();
    }

    /// The settings of Flyway's configuration that those of the migrator override, with their
    /// places.
    public List<String> overridden(FlywayConfiguration configuration) {
        return configuration.overridden(FlywayDefaults.overridden(this), placeholders());
    }

    /// The folder with the migrations, if it is a copy.
    public Optional<Path> copy() {
        return switch (dirCopied) {
            case TRUE -> Optional.of(dir);
            case FALSE -> Optional.empty();
        };
    }

    /// The values of placeholders, which are never shown.
    public Placeholders placeholders() {
        return layout.placeholders();
    }

    /// Flyway's table.
    ///
    /// @param schema empty: that of the connection
    /// @param table its name
    public record History(Optional<String> schema, String table) {}

    /// The tool's history.
    ///
    /// @param schema empty: the tool's default, else that of the connection
    /// @param table empty: the tool's default name
    public record ToolHistory(
            Optional<String> schema, Optional<String> table, Choices.ToolHistorySync sync) {}

    /// Time limits; zero: none.
    public record Timeouts(Duration run, Duration connect, Duration lock, Duration statement) {}

    /// What is refused, and what is allowed.
    ///
    /// @param ignoreMigrationPatterns Flyway's option of that name
    public record Policy(
            Choices.OutOfOrder outOfOrder,
            List<MigrationPattern> ignoreMigrationPatterns,
            Choices.ChangedMigrations changedMigrations,
            Choices.NewerSchema newerSchema,
            Choices.Mixed mixed,
            Choices.Pooler pooler,
            Choices.EmptySource emptySource) {
        /// Copies the list.
        public Policy {
            ignoreMigrationPatterns = List.copyOf(ignoreMigrationPatterns);
        }
    }

    /// The outputs. If the log format is empty, it depends on whether standard output is a
    /// terminal.
    public record Output(
            Optional<Choices.LogFormat> logFormat,
            Choices.LogDetail logDetail,
            Path terminationLog) {}
}
