package io.migrate.migrator.settings;

import io.migrate.migrator.formats.Tool;

/// The registry of settings: each is an environment variable and a flag. Parser and help are
/// derived from it.
public enum Setting {
    DIR("/migrations", "a path", "folder with the migrations"),
    DIR_COPIED(
            "false",
            "true, false",
            "whether this folder is a copy, in which the next copy has to be possible: its folders"
                    + " become writable by their owner"),
    FORMAT("auto", "auto, " + Tool.spellings(), "tool that wrote the migrations"),
    LOCATIONS(
            "",
            "paths below the folder, comma-separated",
            "the folders that are read, as Flyway's locations; only for Flyway"),
    PLACEHOLDERS(
            "",
            "NAME=VALUE, comma-separated",
            "values of Flyway's placeholders and goose's variables; for any value, and for one that"
                    + " nobody may see, set the variable MIGRATE_PLACEHOLDER_NAME instead"),
    TARGET("", "a migration's name or version", "last migration to apply"),
    SEARCH_PATH("", "schemas, comma-separated", "search_path for the migrations"),
    ROLE("", "a role", "role to SET ROLE to after connecting"),
    HISTORY_SCHEMA(
            "",
            "a schema",
            "schema of Flyway's table; by default the first schema of MIGRATE_SEARCH_PATH, or else"
                    + " the connection's current_schema()"),
    HISTORY_TABLE("flyway_schema_history", "a table", "name of Flyway's table"),
    TOOL_HISTORY_SCHEMA(
            "",
            "a schema",
            "schema of the tool's history; by default drizzle for Drizzle, for other tools the"
                    + " first schema of MIGRATE_SEARCH_PATH, or else the connection's"
                    + " current_schema()"),
    TOOL_HISTORY_TABLE(
            "", "a table", "table of the tool's history, if it is not the tool's default"),
    TOOL_HISTORY_SYNC(
            "Maintain",
            "Maintain, AdoptOnly, Ignore",
            "keep the tool's history up to date, only read it, or ignore it"),
    TIMEOUT(
            "8m",
            "a duration",
            "time limit for waiting for another migrator, and for the run; 0s: none"),
    CONNECT_TIMEOUT("2m", "a duration", "time to wait for a database that does not answer"),
    LOCK_TIMEOUT(
            "5s", "a duration", "time to wait for a table lock in a transaction; 0s: no limit"),
    STATEMENT_TIMEOUT("0s", "a duration", "time limit for a statement; 0s: none"),
    OUT_OF_ORDER(
            "Refuse",
            "Refuse, ApplyMarked, AsTool, Apply",
            "what to do with a pending migration that belongs before an applied one"),
    IGNORE_MIGRATION_PATTERNS(
            "",
            MigrationPattern.LEGAL,
            "Flyway's setting, for all formats: applied migrations whose files may be missing, and"
                    + " others that are ignored"),
    CHANGED_MIGRATIONS(
            "Refuse", "Refuse, Warn", "what to do if a file was changed after it was applied"),
    NEWER_SCHEMA(
            "Allow",
            "Allow, Warn, Block",
            "what to do if the database has migrations that the folder does not have"),
    MIXED(
            "Refuse",
            "Refuse, Allow",
            "what to do with a pending file that mixes statements that cannot run in a"
                    + " transaction with others, where its tool would apply nothing of it"),
    POOLER(
            "Refuse",
            "Refuse, Allow",
            "what to do behind a pooler that may give each transaction a different session"),
    EMPTY_SOURCE("Refuse", "Refuse, Allow", "what to do if the folder has no migrations"),
    LOG_FORMAT("", "json, text", "format of the log; by default text on a terminal, else json"),
    LOG_DETAIL(
            "false",
            "true, false",
            "log statement text and PostgreSQL's DETAIL, which may contain row values and"
                    + " passwords"),
    TERMINATION_LOG(
            "/dev/termination-log",
            "a path",
            "file for one JSON object of at most 1,000 bytes, written if the file exists");

    private final String defaultValue;
    private final String legal;
    private final String meaning;

    Setting(String defaultValue, String legal, String meaning) {
        this.defaultValue = defaultValue;
        this.legal = legal;
        this.meaning = meaning;
    }

    /// The environment variable: `MIGRATE_SEARCH_PATH`.
    public String variable() {
        return "MIGRATE_" + name();
    }

    /// The flag: `--search-path`.
    public String flag() {
        return "--" + Spelling.of(this);
    }

    /// The default value; empty if there is none, or it depends on other settings.
    public String defaultValue() {
        return defaultValue;
    }

    /// The legal values, for people.
    public String legal() {
        return legal;
    }

    /// The line in the help.
    public String meaning() {
        return meaning;
    }
}
