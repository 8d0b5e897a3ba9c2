package io.migrate.migrator.sql;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// SQL of other databases, which PostgreSQL rejects.
public enum UnsupportedSql {
    /// MySQL and MariaDB.
    MYSQL("MySQL", "AUTO_INCREMENT", ".*\\bAUTO_INCREMENT\\b.*"),
    /// ClickHouse; before MySQL, which names an engine in the same way.
    CLICKHOUSE("ClickHouse", "MergeTree", ".*\\) *ENGINE ?= ?\\w*MERGETREE\\b.*"),
    /// ClickHouse.
    CLICKHOUSE_CODEC("ClickHouse", "CODEC", ".*\\bCODEC ?\\(.*"),
    /// MySQL.
    MYSQL_ENGINE("MySQL", "ENGINE=", ".*\\) *ENGINE\\b.*"),
    /// MySQL.
    MYSQL_UNSIGNED("MySQL", "UNSIGNED", ".*\\b\\w*INT(?:EGER)? ?(?:\\(\\d+\\))? UNSIGNED\\b.*"),
    /// SQLite.
    SQLITE("SQLite", "AUTOINCREMENT", ".*\\bAUTOINCREMENT\\b.*"),
    /// SQLite.
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
    /// MySQL and SQLite.
    QUOTING("MySQL or SQLite", "`", "[^`]*`[^`]+`.*");

    private static final List<UnsupportedSql> ALL = List.of(values());

    private final String database;
    private final String keyword;
    private final Pattern pattern;

    UnsupportedSql(String database, String keyword, String pattern) {
        this.database = database;
        this.keyword = keyword;
        this.pattern = Pattern.compile(pattern);
    }

    /// Returns the first match in a script, outside of strings, quoted names and comments.
    public static Optional<UnsupportedSql> of(String sql) {
        List<Statement> statements = Script.of(sql).statements();
        return ALL.stream()
                .filter(dialect ->
                        statements.stream()
                                .anyMatch(each -> dialect.pattern.matcher(each.head()).matches()))
                .findFirst();
    }

    /// The database that supports it.
    public String database() {
        return database;
    }

    /// The keyword or character that PostgreSQL does not support.
    public String keyword() {
        return keyword;
    }
}
