package io.migrate.migrator.sql;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What no PostgreSQL understands, and another database does.
public enum UnsupportedSql {
    /// MySQL and MariaDB.
    MYSQL("MySQL", "AUTO_INCREMENT", ".*\\bAUTO_INCREMENT\\b.*"),
    /// Before MySQL, which names an engine in the same way.
    CLICKHOUSE("ClickHouse", "MergeTree", ".*\\) *ENGINE ?= ?\\w*MERGETREE\\b.*"),
    /// The same.
    CLICKHOUSE_CODEC("ClickHouse", "CODEC", ".*\\bCODEC ?\\(.*"),
    /// MySQL again.
    MYSQL_ENGINE("MySQL", "ENGINE=", ".*\\) *ENGINE\\b.*"),
    /// The same.
    MYSQL_UNSIGNED("MySQL", "UNSIGNED", ".*\\b\\w*INT(?:EGER)? ?(?:\\(\\d+\\))? UNSIGNED\\b.*"),
    /// SQLite.
    SQLITE("SQLite", "AUTOINCREMENT", ".*\\bAUTOINCREMENT\\b.*"),
    /// The same.
    SQLITE_PRAGMA("SQLite", "PRAGMA", "PRAGMA\\b.*"),
    /// SQL Server.
    SQL_SERVER("SQL Server", "[", "(?:CREATE|ALTER) TABLE (?:\\[\\w+\\] ?\\. ?)?\\[\\w+\\].*"),
    /// Oracle.
    ORACLE("Oracle", "VARCHAR2", ".*\\bN?VARCHAR2\\b.*"),
    /// MySQL and SQLite; as a type, which a column's name is not.
    BLOB(
            "MySQL or SQLite",
            "BLOB",
            ".* (?:TINY|MEDIUM|LONG)?BLOB ?(?:[,;)]|NOT\\b|NULL\\b|DEFAULT\\b).*"),
    /// Both again.
    QUOTING("MySQL or SQLite", "`", "[^`]*`[^`]+`.*");

    private static final List<UnsupportedSql> ALL = List.of(values());

    private final String database;
    private final String sign;
    private final Pattern pattern;

    UnsupportedSql(String database, String sign, String pattern) {
        this.database = database;
        this.sign = sign;
        this.pattern = Pattern.compile(pattern);
    }

    /// What a script gives away outside of its strings, names and comments; empty: nothing.
    public static Optional<UnsupportedSql> of(String sql) {
        List<Statement> statements = Script.of(sql).statements();
        return ALL.stream()
                .filter(dialect ->
                        statements.stream()
                                .anyMatch(each -> dialect.pattern.matcher(each.head()).matches()))
                .findFirst();
    }

    /// Whose it is.
    public String database() {
        return database;
    }

    /// What shows it.
    public String sign() {
        return sign;
    }
}
