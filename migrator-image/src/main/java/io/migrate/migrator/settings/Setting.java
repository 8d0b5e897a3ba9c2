package io.migrate.migrator.settings;

import java.util.Locale;

/// The registry of settings: every one is an environment variable and a flag. Parsing and help are
/// made from it, so that neither knows a setting which the other does not.
public enum Setting {
    DIR("/migrations", "a path", "folder with the migrations"),
    FORMAT(
            "auto",
            "auto, flyway, drizzle, prisma, golang-migrate, dbmate, goose",
            "the tool that wrote the folder"),
    TARGET("", "a migration's name or version", "migrate up to this one and no further"),
    SEARCH_PATH("", "schemas, comma-separated", "search_path that the migrations run with"),
    ROLE("", "a role", "SET ROLE after connecting"),
    HISTORY_SCHEMA(
            "", "a schema", "of Flyway's table; else the first of the search path, else public"),
    HISTORY_TABLE("flyway_schema_history", "a table", "Flyway's table"),
    TOOL_HISTORY_SCHEMA(
            "",
            "a schema",
            "of the tool's own table; for Drizzle it is drizzle, for others the first of the search"
                    + " path, else public"),
    TOOL_HISTORY_TABLE(
            "", "a table", "the tool's own table, if it is not called as the tool calls it"),
    TOOL_HISTORY_SYNC(
            "Maintain",
            "Maintain, AdoptOnly, Ignore",
            "keep the tool's own table up to date, only read it, or leave it alone"),
    TIMEOUT("8m", "a duration", "for waiting for another migrator and for the run, 0s: none"),
    CONNECT_TIMEOUT("2m", "a duration", "for a database that does not answer yet"),
    LOCK_TIMEOUT("5s", "a duration", "for a table's lock, in transactions; 0s: none"),
    STATEMENT_TIMEOUT("0s", "a duration", "for one statement; 0s: none"),
    OUT_OF_ORDER(
            "Refuse",
            "Refuse, Apply",
            "a migration that belongs before one that is applied already"),
    NEWER_SCHEMA(
            "Allow", "Allow, Warn, Block", "the database has migrations that the folder does not"),
    POOLER("Refuse", "Refuse, Allow", "a pooler that gives each transaction another session"),
    EMPTY_SOURCE("Refuse", "Refuse, Allow", "a folder without any migration"),
    LOG_FORMAT("", "json, text", "else text on a terminal, json otherwise"),
    LOG_DETAIL(
            "false",
            "true, false",
            "log statement text and PostgreSQL's DETAIL, which may hold row values and passwords"),
    TERMINATION_LOG(
            "/dev/termination-log",
            "a path",
            "receives one JSON object of at most 1,000 bytes if it exists");

    private final String standard;
    private final String legal;
    private final String meaning;

    Setting(String standard, String legal, String meaning) {
        this.standard = standard;
        this.legal = legal;
        this.meaning = meaning;
    }

    /// The environment variable: `MIGRATE_SEARCH_PATH`.
    public String variable() {
        return "MIGRATE_" + name();
    }

    /// The flag: `--search-path`.
    public String flag() {
        return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The value if none is given; empty if that is decided elsewhere.
    public String standard() {
        return standard;
    }

    /// What may be written, in words.
    public String legal() {
        return legal;
    }

    /// One line for the help.
    public String meaning() {
        return meaning;
    }
}
