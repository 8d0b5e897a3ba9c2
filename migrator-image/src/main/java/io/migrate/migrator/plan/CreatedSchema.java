package io.migrate.migrator.plan;

import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Source;
import io.migrate.migrator.sql.Script;

import java.util.List;
import java.util.regex.Pattern;

/// Migrations that create the current schema. Before the first of them ran, another schema was the
/// current one, and got the histories.
final class CreatedSchema {
    private CreatedSchema() {}

    /// Those of the folder; none if the schema does not depend on which ones exist.
    static List<Migration> of(Source source, HistoryTables own) {
        if (own.flyway() != HistoryTables.Namer.SERVER) {
            return List.of();
        }
        String schema = own.current().name();
        boolean isPlain = schema.matches("[a-z_][a-z0-9_$]*");
        var creation =
                Pattern.compile(
                        "create\\s+schema\\s+(?:if\\s+not\\s+exists\\s+)?(?:\"%1$s\"|%2$s)(?![\\w$]).*"
                                .formatted(
                                        Pattern.quote(schema.replace("\"", "\"\"")),
                                        isPlain ? Pattern.quote(schema) : "(?!)"),
                        Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
        return source.migrations().stream().filter(each -> creates(each, creation)).toList();
    }

    private static boolean creates(Migration migration, Pattern creation) {
        String sql = migration.sql();
        return Script.of(sql).statements().stream()
                .anyMatch(statement ->
                        creation.matcher(sql).region(statement.start(), statement.end()).matches());
    }
}
