package io.migrate.migrator.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Everything that was set, checked.
///
/// @param command what to do
/// @param consent to what `repair` shows
/// @param dir folder with the migrations
/// @param format who wrote it
/// @param target the tool's own name or version of the last migration to apply
/// @param searchPath schemas for the migrations; empty: the server's default
/// @param role for SET ROLE
/// @param history where Flyway's table is
/// @param toolHistory where the tool's own table is, and what becomes of it
/// @param timeouts how long for what
/// @param policy what is refused
/// @param output what is written where
/// @param applicationName at most 63 bytes, as PostgreSQL cuts it; empty: the URL's, else `migrate`
public record Settings(
        Command command,
        Choices.Consent consent,
        Path dir,
        Choices.FormatName format,
        Optional<String> target,
        List<String> searchPath,
        Optional<String> role,
        History history,
        ToolHistory toolHistory,
        Timeouts timeouts,
        Policy policy,
        Output output,
        Optional<String> applicationName) {

    /// Where what names no schema goes: `"$user"` in a search path is no schema that could be named
    /// before connecting.
    public String firstSchema() {
        return searchPath.stream()
                .filter(name -> !name.equals("$user"))
                .findFirst()
                .orElse("public");
    }

    /// Flyway's table.
    ///
    /// @param schema never empty: the history is always schema-qualified
    /// @param table its name
    public record History(String schema, String table) {}

    /// The tool's own table; empty means the tool's standard name.
    public record ToolHistory(
            Optional<String> schema, Optional<String> table, Choices.ToolHistorySync sync) {}

    /// Zero means none.
    public record Timeouts(Duration run, Duration connect, Duration lock, Duration statement) {}

    /// What is refused and what is allowed.
    public record Policy(
            Choices.OutOfOrder outOfOrder,
            Choices.NewerSchema newerSchema,
            Choices.Pooler pooler,
            Choices.EmptySource emptySource) {}

    /// What is written where; an empty log format means: by terminal.
    public record Output(
            Optional<Choices.LogFormat> logFormat,
            Choices.LogDetail logDetail,
            Path terminationLog) {}
}
