package io.migrate.migrator.sql;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A named index that a script builds CONCURRENTLY. If the build fails, PostgreSQL leaves an
/// invalid index behind.
///
/// @param kind `UNIQUE`, or empty
/// @param existing what the statement does if an index of that name exists
/// @param name as in the catalog
/// @param table as in the script, with or without schema
/// @param rest the text after the table: method, columns, condition
public record ConcurrentIndex(
        String kind, Existing existing, String name, String table, String rest) {
    /// What a statement does if an index of that name exists.
    public enum Existing {
        /// It fails.
        FAIL,
        /// It does nothing: `IF NOT EXISTS`.
        SKIP
    }

    private static final String BLANK = "(?:\\s|--[^\\n]*\\n|/\\*(?s:.*?)\\*/)+";
    private static final String NAME = "(?:\"(?:[^\"]|\"\")+\"|[\\p{L}_][\\p{L}\\p{N}_$]*)";
    private static final Pattern CREATE =
            Pattern.compile(
                    "(?i)CREATE%1$s(?:(?<unique>UNIQUE)%1$s)?INDEX%1$sCONCURRENTLY(?<skip>%1$sIF%1$sNOT%1$sEXISTS)?%1$s(?<name>%2$s)%1$sON%1$s(?:ONLY%1$s)?(?<table>%2$s(?:\\.%2$s)?)"
                            .formatted(BLANK, NAME));

    /// The indexes that a script builds CONCURRENTLY.
    public static List<ConcurrentIndex> in(String sql) {
        return Script.of(sql).statements().stream()
                .filter(Statement::refusesTransaction)
                .flatMap(each -> of(sql.substring(each.start(), each.end())).stream())
                .toList();
    }

    /// Adds `IF NOT EXISTS` to a script that is nothing but one such statement; returns any other
    /// script unchanged.
    public static String skipping(String sql) {
        List<Statement> statements = Script.of(sql).statements();
        if (statements.size() != 1) {
            return sql;
        }
        int start = statements.getFirst().start();
        Matcher matcher = CREATE.matcher(sql).region(start, sql.length());
        return matcher.lookingAt() && matcher.group("skip") == null
                ? sql.substring(0, matcher.start("name"))
                        + "IF NOT EXISTS "
                        + sql.substring(matcher.start("name"))
                : sql;
    }

    /// The statement that builds the same index on another table, and not concurrently.
    public String on(String other) {
        return "CREATE %s INDEX ON %s%s".formatted(kind, other, rest);
    }

    private static Optional<ConcurrentIndex> of(String statement) {
        Matcher matcher = CREATE.matcher(statement);
        return matcher.lookingAt()
                ? Optional.of(
                        new ConcurrentIndex(
                                matcher.group("unique") == null ? "" : "UNIQUE",
                                matcher.group("skip") == null ? Existing.FAIL : Existing.SKIP,
                                folded(matcher.group("name")),
                                matcher.group("table"),
                                statement.substring(matcher.end()).replaceFirst(";\\s*$", "")))
                : Optional.empty();
    }

    private static String folded(String name) {
        return name.startsWith("\"")
                ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
                : name.toLowerCase(Locale.ROOT);
    }
}
