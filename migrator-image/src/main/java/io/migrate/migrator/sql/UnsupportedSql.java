package io.migrate.migrator.sql;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// SQL of other databases, and commands of psql, both of which PostgreSQL rejects.
///
/// @param advice a sentence that names it and says what to do
public record UnsupportedSql(String advice) {
    private static final Pattern PSQL = Pattern.compile("\\\\([A-Z]+).*");

    private enum Dialect {
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

        private final String database;
        private final String keyword;
        private final Pattern pattern;

        Dialect(String database, String keyword, String pattern) {
            this.database = database;
            this.keyword = keyword;
            this.pattern = Pattern.compile(pattern);
        }

        boolean matches(Statement statement) {
            return pattern.matcher(statement.head()).matches();
        }

        UnsupportedSql found() {
            return new UnsupportedSql(
                    "It is written for %s (%s), and does not run on PostgreSQL."
                            .formatted(database, keyword));
        }
    }

    /// Returns the first match in a script, outside of strings, quoted names and comments.
    public static Optional<UnsupportedSql> of(String sql) {
        List<Statement> statements = Script.of(sql).statements();
        return statements.stream()
                .map(Statement::head)
                .map(PSQL::matcher)
                .filter(Matcher::matches)
                .findFirst()
                .map(command -> psql("\\" + command.group(1).toLowerCase(Locale.ROOT)))
                .or(() -> dialect(statements));
    }

    private static UnsupportedSql psql(String command) {
        return new UnsupportedSql(
                "%s is a command of psql, which PostgreSQL does not run; use SQL."
                        .formatted(command));
    }

    private static Optional<UnsupportedSql> dialect(List<Statement> statements) {
        return Stream.of(Dialect.values())
                .filter(each -> statements.stream().anyMatch(each::matches))
                .findFirst()
                .map(Dialect::found);
    }
}
