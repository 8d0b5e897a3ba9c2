package io.migrate.migrator.sql;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

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

    /// The statement up to the table.
    ///
    /// @param nameStart position of the name in the script
    /// @param end position after the table
    private record Head(
            String kind, Existing existing, int nameStart, String name, String table, int end) {}

    /// The indexes that a script builds CONCURRENTLY.
    public static List<ConcurrentIndex> in(String sql) {
        return Script.of(sql).statements().stream()
                .filter(Statement::refusesTransaction)
                .flatMap(each -> of(sql, each).stream())
                .toList();
    }

    /// Adds `IF NOT EXISTS` to a script that is nothing but one such statement; returns any other
    /// script unchanged.
    public static String skipping(String sql) {
        List<Statement> statements = Script.of(sql).statements();
        if (statements.size() != 1) {
            return sql;
        }
        return head(sql, statements.getFirst())
                .filter(head -> head.existing() == Existing.FAIL)
                .map(Head::nameStart)
                .map(at -> sql.substring(0, at) + "IF NOT EXISTS " + sql.substring(at))
                .orElse(sql);
    }

    /// The statement that builds the same index on another table, and not concurrently.
    public String on(String other) {
        return "CREATE %s INDEX ON %s%s".formatted(kind, other, rest);
    }

    private static Optional<Head> head(String sql, Statement statement) {
        var cursor = new Cursor(sql, statement.start());
        if (!cursor.skip("CREATE")) {
            return Optional.empty();
        }
        String kind = cursor.skip("UNIQUE") ? "UNIQUE" : "";
        if (!cursor.skip("INDEX", "CONCURRENTLY")) {
            return Optional.empty();
        }
        Existing existing = cursor.skip("IF", "NOT", "EXISTS") ? Existing.SKIP : Existing.FAIL;
        int nameStart = cursor.position();
        Optional<String> name = cursor.name();
        cursor.skipBlanks();
        if (name.isEmpty() || !cursor.skip("ON")) {
            return Optional.empty();
        }
        cursor.skip("ONLY");
        return cursor.qualifiedName()
                .map(table ->
                        new Head(kind, existing, nameStart, name.get(), table, cursor.position()));
    }

    private static Optional<ConcurrentIndex> of(String sql, Statement statement) {
        return head(sql, statement)
                .map(head ->
                        new ConcurrentIndex(
                                head.kind(),
                                head.existing(),
                                folded(head.name()),
                                head.table(),
                                withoutSemicolon(sql.substring(head.end(), statement.end()))));
    }

    private static String withoutSemicolon(String text) {
        return text.endsWith(";") ? text.substring(0, text.length() - 1) : text;
    }

    private static String folded(String name) {
        return name.startsWith("\"")
                ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
                : name.toLowerCase(Locale.ROOT);
    }
}
