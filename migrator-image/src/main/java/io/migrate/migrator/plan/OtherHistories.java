package io.migrate.migrator.plan;

import io.migrate.migrator.connection.Session;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Source;
import io.migrate.migrator.formats.ToolHistory;
import io.migrate.migrator.histories.FlywayRow;
import io.migrate.migrator.histories.HistorySnapshot;
import io.migrate.migrator.histories.Tables;
import io.migrate.migrator.report.Outcome;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Looks for histories under names that are not configured, when those that are have no row.
/// Without this search, a database in use would look empty, and all migrations would run again.
final class OtherHistories {
    private final Source source;
    private final HistoryTables own;
    private final boolean isToolTableNamed;
    private final CandidateRows rows;
    private final HistoryCandidates candidates;

    private OtherHistories(
            RunContext context, HistoryTables own, Session session, HistoryCandidates candidates) {
        this.source = context.source();
        this.own = own;
        this.isToolTableNamed = context.settings().toolHistory().table().isPresent();
        this.rows = new CandidateRows(source, own, session);
        this.candidates = candidates;
    }

    /// The tables of the database that may be histories.
    static OtherHistories of(RunContext context, HistoryTables own, Session session)
            throws SQLException {
        Optional<ToolHistory> tool =
                context.source()
                        .format()
                        .toolHistory()
                        .filter(_ -> own.tables().tool().isPresent());
        return new OtherHistories(context, own, session, HistoryCandidates.of(session, tool, own));
    }

    /// What follows from one table.
    private enum Verdict {
        NONE,
        /// Another schema has the same migrations, which is how tenants look.
        WARN,
        /// It may be the history of the current schema.
        REFUSE
    }

    /// What the search found.
    ///
    /// @param refusal the outcome of the run
    /// @param warning for the log, if the run goes on
    record Found(Optional<Outcome> refusal, Optional<String> warning) {}

    /// Searches for histories of the folder.
    Found search() throws SQLException {
        var refused = new ArrayList<HistoryCandidates.Candidate>();
        Optional<String> warning = Optional.empty();
        for (HistoryCandidates.Candidate candidate : candidates.tables()) {
            boolean isOfFirstSchema =
                    refused.isEmpty()
                            || refused.getFirst()
                                    .table()
                                    .schema()
                                    .equals(candidate.table().schema());
            if (!isOfFirstSchema || (warning.isPresent() && !mayBeRefused(candidate))) {
                continue;
            }
            switch (verdict(candidate)) {
                case NONE -> {}
                case WARN -> {
                    if (warning.isEmpty()) {
                        warning =
                                Optional.of(new OtherHistoryTexts(own).warning(candidate.table()));
                    }
                }
                case REFUSE -> refused.add(candidate);
            }
        }
        return new Found(
                refused.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new OtherHistoryTexts(own).refusal(source, refused)),
                warning);
    }

    /// The schema of the search path whose history contains a migration that created the current
    /// schema; empty if there is none.
    Optional<String> schemaBefore() throws SQLException {
        List<Migration> creations = CreatedSchema.of(source, own);
        for (HistoryCandidates.Candidate candidate : candidates.tables()) {
            Tables.Table table = candidate.table();
            if (candidate.kind() == HistoryCandidates.Kind.FLYWAY
                    && candidate.isReadable()
                    && candidate.isOnPath()
                    && table.name().equals(own.tables().flyway().name())) {
                HistorySnapshot found = rows.read(candidate);
                if (rows.isMostlyOfFolder(found)
                        && found.scripts().stream()
                                .anyMatch(row -> CandidateRows.isOf(row, creations))) {
                    return Optional.of(table.schema());
                }
            }
        }
        return Optional.empty();
    }

    /// Whether what the schema of Flyway's table holds may be another application's: a history in
    /// that schema has rows, none of them of this folder.
    boolean hasAnotherApplication() throws SQLException {
        for (HistoryCandidates.Candidate candidate : candidates.tables()) {
            if (candidate.kind() == HistoryCandidates.Kind.FLYWAY
                    && candidate.isReadable()
                    && candidate.table().schema().equals(own.tables().flyway().schema())) {
                List<FlywayRow> found = rows.read(candidate).scripts();
                if (!found.isEmpty()
                        && found.stream()
                                .noneMatch(row -> CandidateRows.isOf(row, source.migrations()))) {
                    return true;
                }
            }
        }
        return false;
    }

    /// The tables that are Flyway's, with their rows of SQL files.
    List<FlywayTable> flywayTables() throws SQLException {
        var tables = new ArrayList<FlywayTable>();
        for (HistoryCandidates.Candidate candidate : candidates.tables()) {
            if (candidate.kind() == HistoryCandidates.Kind.FLYWAY && candidate.isReadable()) {
                tables.add(new FlywayTable(candidate.table(), rows.read(candidate).scripts()));
            }
        }
        return tables;
    }

    /// One of Flyway's tables.
    record FlywayTable(Tables.Table table, List<FlywayRow> rows) {}

    /// Whether the current schema holds anything but histories.
    boolean isInUse() {
        return candidates.isInUse();
    }

    private Verdict verdict(HistoryCandidates.Candidate candidate) throws SQLException {
        Tables.Table expected = expected(candidate.kind());
        HistoryTables.Namer namer = namer(candidate.kind());
        boolean isExpectedName = candidate.table().name().equals(expected.name());
        boolean isIgnored =
                candidate.kind() == HistoryCandidates.Kind.TOOL
                        && isToolTableNamed
                        && !isExpectedName;
        if (isIgnored) {
            return Verdict.NONE;
        }
        if (candidate.table().schema().equals(expected.schema())) {
            return sameSchema(candidate, namer);
        }
        return namer == HistoryTables.Namer.SETTING
                ? Verdict.NONE
                : otherSchema(candidate, namer, isExpectedName);
    }

    private Verdict sameSchema(HistoryCandidates.Candidate candidate, HistoryTables.Namer namer)
            throws SQLException {
        if (!candidate.isReadable()) {
            return Verdict.NONE;
        }
        boolean isFound =
                switch (candidate.kind()) {
                    case FLYWAY ->
                            namer != HistoryTables.Namer.SETTING
                                    && rows.isMostlyOfFolder(rows.read(candidate));
                    case TOOL -> {
                        HistorySnapshot found = rows.read(candidate);
                        yield rows.hasProof(found) || rows.isAllOfFolder(found);
                    }
                };
        return isFound ? Verdict.REFUSE : Verdict.NONE;
    }

    private Verdict otherSchema(
            HistoryCandidates.Candidate candidate,
            HistoryTables.Namer namer,
            boolean isExpectedName)
            throws SQLException {
        boolean isNamed = namer == HistoryTables.Namer.SEARCH_PATH;
        boolean mayBeMeant = !isNamed && candidate.isOnPath() && isExpectedName;
        if (!candidate.isReadable()) {
            return mayBeMeant ? Verdict.REFUSE : Verdict.NONE;
        }
        HistorySnapshot found = rows.read(candidate);
        if (mayBeMeant && rows.hasAny(candidate.kind(), found)) {
            return Verdict.REFUSE;
        }
        boolean isOfFolder =
                switch (candidate.kind()) {
                    case FLYWAY -> isExpectedName && rows.isMostlyOfFolder(found);
                    case TOOL ->
                            rows.hasProof(found)
                                    || (isExpectedName
                                            && candidates.isInUse()
                                            && rows.isAllOfFolder(found));
                };
        if (!isOfFolder) {
            return Verdict.NONE;
        }
        return mayBeRefused(candidate) ? Verdict.REFUSE : Verdict.WARN;
    }

    /// What the current schema holds may be what these rows record. Nobody but the tool puts a
    /// history apart from its tables, and some put it into public whatever the search path is.
    private boolean mayBeRefused(HistoryCandidates.Candidate candidate) {
        return candidates.isInUse()
                || candidate.table().schema().equals(expected(candidate.kind()).schema())
                || (namer(candidate.kind()) != HistoryTables.Namer.SEARCH_PATH
                        && (candidate.isOnPath()
                                || candidate.isApart()
                                || candidate.table().schema().equals("public")));
    }

    private Tables.Table expected(HistoryCandidates.Kind kind) {
        return switch (kind) {
            case FLYWAY -> own.tables().flyway();
            case TOOL -> own.tables().tool().orElseThrow();
        };
    }

    private HistoryTables.Namer namer(HistoryCandidates.Kind kind) {
        return switch (kind) {
            case FLYWAY -> own.flyway();
            case TOOL -> own.tool();
        };
    }
}
