package io.migrate.migrator.plan;

import io.migrate.migrator.connection.Session;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Source;
import io.migrate.migrator.histories.FlywayRow;
import io.migrate.migrator.histories.HistorySnapshot;
import io.migrate.migrator.histories.MigrationInfo;
import io.migrate.migrator.histories.Planner;
import io.migrate.migrator.histories.Tables;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// The rows of a table that may be a history, and whether they are those of the folder.
record CandidateRows(Source source, HistoryTables own, Session session) {
    /// Numbers of this length or longer, such as timestamps, do not match by chance.
    private static final int PROVING_DIGITS = 8;

    HistorySnapshot read(HistoryCandidates.Candidate candidate) throws SQLException {
        return session.readHistories(
                switch (candidate.kind()) {
                    case FLYWAY -> new Tables(candidate.table(), Optional.empty());
                    case TOOL -> new Tables(own.tables().flyway(), Optional.of(candidate.table()));
                });
    }

    /// Whether there is a row that counts.
    boolean hasAny(HistoryCandidates.Kind kind, HistorySnapshot rows) {
        return switch (kind) {
            case FLYWAY -> !rows.isBlank(source);
            case TOOL -> !entries(rows).isEmpty();
        };
    }

    /// Whether most rows of Flyway's table are of the folder. Applications may share a file, such
    /// as one that creates an extension.
    boolean isMostlyOfFolder(HistorySnapshot rows) {
        List<FlywayRow> scripts = rows.scripts();
        long matches = scripts.stream().filter(row -> isOf(row, source.migrations())).count();
        return matches * 2 > scripts.size();
    }

    /// Whether a row has script and checksum of one of the files.
    static boolean isOf(FlywayRow row, List<Migration> migrations) {
        return migrations.stream()
                .anyMatch(migration -> row.isOfScript(migration) && row.isOfText(migration));
    }

    /// Whether a row of a tool's table belongs to the folder, and not by chance.
    boolean hasProof(HistorySnapshot rows) {
        return entries(rows).stream().anyMatch(CandidateRows::isProof);
    }

    /// Whether all rows of a tool's table belong to the folder. Short numbers may match by chance;
    /// that all of them do is unlikely.
    boolean isAllOfFolder(HistorySnapshot rows) {
        List<MigrationInfo> entries = entries(rows);
        return !entries.isEmpty()
                && entries.stream().allMatch(line -> line.migration().isPresent());
    }

    /// The rows of a tool's table, with their files; none if it is another tool's.
    private List<MigrationInfo> entries(HistorySnapshot rows) {
        return Planner.compare(source, rows, Planner.Upkeep.UNTOUCHED).migrations().stream()
                .filter(line -> line.toolEntry().isPresent())
                .toList();
    }

    private static boolean isProof(MigrationInfo line) {
        return line.migration().isPresent()
                && line.toolEntry()
                        .filter(entry -> !entry.row().isEmpty())
                        .filter(entry ->
                                entry.name().isPresent()
                                        || entry.hash().isPresent()
                                        || entry.number()
                                                .filter(n -> n.text().length() >= PROVING_DIGITS)
                                                .isPresent())
                        .isPresent();
    }
}
