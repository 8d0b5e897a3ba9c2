package io.migrate.migrator.run;

import io.migrate.migrator.formats.Effect;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Source;
import io.migrate.migrator.formats.Transaction;
import io.migrate.migrator.histories.Plan;
import io.migrate.migrator.sql.Script;
import io.migrate.migrator.sql.Statement;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The files that Flyway is handed: what runs of each pending migration, and beside it, where that
/// is decided here, the `.conf` that says in which transaction.
final class Ways {
    private static final String NO_TRANSACTION = "executeInTransaction=false";

    private Ways() {}

    /// By path.
    ///
    /// @param refused scripts that PostgreSQL refused to run in a transaction
    static Map<String, String> files(Source source, List<Plan.Step> pending, Set<String> refused) {
        return source.format().ledger().isEmpty()
                ? own(source, refused)
                : foreign(pending, refused);
    }

    /// How each of another tool's migrations runs.
    static Way of(Migration migration, Set<String> refused) {
        return Way.of(
                migration,
                refused.contains(migration.script())
                        ? Way.Experience.REFUSED
                        : Way.Experience.NONE);
    }

    private static Map<String, String> foreign(List<Plan.Step> pending, Set<String> refused) {
        var files = new HashMap<String, String>();
        for (Plan.Step step : pending) {
            String script = step.migration().script();
            Way way = of(step.migration(), refused);
            files.put(script, way.sql());
            files.put(
                    script + ".conf",
                    way.transaction() == Transaction.ONE
                            ? "executeInTransaction=true"
                            : NO_TRANSACTION);
        }
        return files;
    }

    /// Flyway's own files stay as they are, as it computes their checksums. It knows most
    /// statements that refuse a transaction, but not all.
    private static Map<String, String> own(Source source, Set<String> refused) {
        var files = new HashMap<String, String>(source.companions());
        for (Migration migration : source.migrations()) {
            String script = migration.script();
            String text = migration.text();
            files.put(script, text);
            List<Statement> statements = Script.of(text).statements();
            boolean apart =
                    refused.contains(script)
                            || (!statements.isEmpty()
                                    && statements.stream().allMatch(Statement::refusesTransaction));
            String conf = source.companions().getOrDefault(script + ".conf", "");
            if (apart && !conf.contains("executeInTransaction")) {
                files.put(
                        script + ".conf",
                        conf.isEmpty()
                                ? NO_TRANSACTION
                                : conf.stripTrailing() + "\n" + NO_TRANSACTION);
            }
        }
        return files;
    }

    /// The SQL of a migration, whoever runs it.
    static String sql(Migration migration) {
        return switch (migration.effect()) {
            case Effect.Sql(String sql, Transaction _) -> sql;
            case Effect.Foreign _ -> "";
        };
    }
}
