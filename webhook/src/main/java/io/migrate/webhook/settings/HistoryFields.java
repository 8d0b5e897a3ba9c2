package io.migrate.webhook.settings;

import io.migrate.webhook.grammar.Grammars;

/// The fields of a policy below `history`, and their annotations. {@link Fields} lists them.
final class HistoryFields {
    static final Field<String> SCHEMA =
            Field.of(
                            "history.schema",
                            Types.text(Grammars.SQL_NAME),
                            "the schema of the history table; without it, the first of the search"
                                    + " path in the policy or the URL, else the connection's own")
                    .annotated("history-schema")
                    .env("MIGRATE_HISTORY_SCHEMA");

    static final Field<String> TABLE =
            Field.of(
                            "history.table",
                            Types.text(Grammars.SQL_NAME),
                            "the name of the history table; applications that share a schema need"
                                    + " different ones")
                    .orElse("flyway_schema_history")
                    .annotated("history-table")
                    .env("MIGRATE_HISTORY_TABLE");

    static final Field<String> TOOL_SCHEMA =
            Field.of(
                            "history.tool.schema",
                            Types.text(Grammars.SQL_NAME),
                            "the schema of the tool history table; without it, drizzle for Drizzle,"
                                + " for other tools the first of the search path in the policy or"
                                + " the URL, else the connection's own")
                    .env("MIGRATE_TOOL_HISTORY_SCHEMA");

    static final Field<String> TOOL_TABLE =
            Field.of(
                            "history.tool.table",
                            Types.text(Grammars.SQL_NAME),
                            "the name of the tool history table; applications that share a schema"
                                    + " need different ones")
                    .env("MIGRATE_TOOL_HISTORY_TABLE");

    static final Field<Choices.ToolHistorySync> TOOL_SYNC =
            Field.of(
                            "history.tool.sync",
                            Types.choice(Choices.ToolHistorySync.class),
                            "whether the tool history is kept up to date, only read, or ignored")
                    .orElse(Choices.ToolHistorySync.MAINTAIN)
                    .env("MIGRATE_TOOL_HISTORY_SYNC");

    private HistoryFields() {}
}
