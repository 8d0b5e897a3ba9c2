package io.migrate.migrator.plan;

import static java.util.stream.Collectors.joining;

import io.migrate.migrator.formats.Source;
import io.migrate.migrator.formats.Tool;
import io.migrate.migrator.histories.Tables;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;

import java.util.ArrayList;
import java.util.List;

/// What is said about histories that [OtherHistories] found. The advice never assumes that they are
/// those of the current schema: that of another tenant looks the same.
record OtherHistoryTexts(HistoryTables own) {
    /// The warning about a schema that has the same migrations.
    String warning(Tables.Table found) {
        return "schema %s has no history, and its migrations run; schema %s has a history of the same migrations: %s"
                .formatted(own.current().name(), found.schema(), found);
    }

    /// The refusal of a run.
    ///
    /// @param found tables of one schema
    Outcome refusal(Source source, List<HistoryCandidates.Candidate> found) {
        Tables.Table expected = expected(found.getFirst().kind());
        String schema = found.getFirst().table().schema();
        boolean isSameSchema = schema.equals(expected.schema());
        return new Outcome.Failed(
                ExitCode.HISTORY_MISMATCH,
                (isSameSchema
                                ? "there is no history in %s, but %s contains rows for these"
                                        + " migrations."
                                : "there is no history in %s, but %s %s, in another schema.")
                        .formatted(
                                expected,
                                found.stream()
                                        .map(each -> each.table().toString())
                                        .collect(joining(" and ")),
                                found.size() == 1 ? "is one" : "are histories"),
                isSameSchema ? renamed(found) : moved(source, found, schema));
    }

    private String renamed(List<HistoryCandidates.Candidate> found) {
        HistoryCandidates.Candidate first = found.getFirst();
        return switch (first.kind()) {
            case TOOL ->
                    "Set MIGRATE_TOOL_HISTORY_SCHEMA=%s and MIGRATE_TOOL_HISTORY_TABLE=%s. If it is the history of another folder, set MIGRATE_TOOL_HISTORY_TABLE=%s."
                            .formatted(
                                    first.table().schema(),
                                    first.table().name(),
                                    expected(first.kind()).name());
            case FLYWAY ->
                    "Set MIGRATE_HISTORY_TABLE=%s. If it is the history of another folder, set MIGRATE_HISTORY_SCHEMA=%s."
                            .formatted(first.table().name(), expected(first.kind()).schema());
        };
    }

    private String moved(Source source, List<HistoryCandidates.Candidate> found, String schema) {
        var there = new ArrayList<String>();
        var here = new ArrayList<String>();
        for (HistoryCandidates.Candidate each : found) {
            Tables.Table expected = expected(each.kind());
            switch (each.kind()) {
                case FLYWAY -> {
                    there.add("MIGRATE_HISTORY_SCHEMA=" + schema);
                    here.add("MIGRATE_HISTORY_SCHEMA=" + expected.schema());
                }
                case TOOL -> {
                    there.add("MIGRATE_TOOL_HISTORY_SCHEMA=" + schema);
                    if (!each.table().name().equals(expected.name())) {
                        there.add("MIGRATE_TOOL_HISTORY_TABLE=" + each.table().name());
                    }
                    here.add("MIGRATE_TOOL_HISTORY_SCHEMA=" + expected.schema());
                }
            }
        }
        return "If it records what schema %s contains, set %s%s; if schema %1$s is to have a history of its own, set %s."
                .formatted(
                        own.current().name(),
                        String.join(" and ", there),
                        prisma(source, schema),
                        String.join(" and ", here));
    }

    /// Prisma sets the search path itself: to the schema in the URL, or to public.
    private static String prisma(Source source, String schema) {
        return source.format().tool() == Tool.PRISMA && schema.equals("public")
                ? "; if Prisma has put the tables there too, add ?schema=public to the URL"
                : "";
    }

    private Tables.Table expected(HistoryCandidates.Kind kind) {
        return switch (kind) {
            case FLYWAY -> own.tables().flyway();
            case TOOL -> own.tables().tool().orElseThrow();
        };
    }
}
