package io.migrate.migrator.flyway;

import io.migrate.migrator.formats.Identity;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Source;
import io.migrate.migrator.formats.Transaction;
import io.migrate.migrator.histories.Plan;
import io.migrate.migrator.sql.ConcurrentIndex;
import io.migrate.migrator.sql.Script;
import io.migrate.migrator.sql.Statement;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The files that Flyway runs: the text of each migration and, where its transaction is decided
/// here, a `.conf` beside it.
///
/// @param texts by path
/// @param planned migrations whose text differs from their file, so that Flyway must not compute
///   their checksum
/// @param runs the transactions of all pending migrations
public record ExecutionPlan(Map<String, String> texts, List<Plan.Step> planned, Runs runs) {
    /// How the pending migrations run.
    enum Runs {
        /// Each runs in one.
        IN_TRANSACTIONS,
        /// Some do not, or Flyway decides.
        MIXED
    }

    private static final String NO_TRANSACTION = "executeInTransaction=false";
    private static final Pattern TRANSACTION =
            Pattern.compile("(?m)^[ \\t]*executeInTransaction[ \\t]*=[ \\t]*(\\w+).*$");

    /// The plan for all pending migrations.
    ///
    /// @param refused scripts that PostgreSQL refused to run in a transaction
    public static ExecutionPlan of(Source source, List<Plan.Step> pending, Set<String> refused) {
        return source.format().toolHistory().isEmpty()
                ? ofFlyway(source, pending, refused)
                : ofTool(source, pending, refused);
    }

    /// The plan for one migration.
    public static ScriptExecution of(Source source, Migration migration, Set<String> refused) {
        ScriptExecution.Experience experience =
                refused.contains(migration.script())
                        ? ScriptExecution.Experience.REFUSED
                        : ScriptExecution.Experience.NONE;
        ScriptExecution execution =
                source.format().toolHistory().isEmpty()
                        ? flywayScript(source, migration, experience)
                        : ScriptExecution.of(migration, experience);
        // Existing indexes are checked before: see ConcurrentIndexes.
        return execution.transaction() == Transaction.NONE
                ? new ScriptExecution(
                        ConcurrentIndex.skipping(execution.sql()),
                        Transaction.NONE,
                        execution.note())
                : execution;
    }

    private static ExecutionPlan ofTool(
            Source source, List<Plan.Step> pending, Set<String> refused) {
        var files = new HashMap<String, String>();
        Runs runs = Runs.IN_TRANSACTIONS;
        for (Plan.Step step : pending) {
            String script = step.migration().script();
            ScriptExecution execution = of(source, step.migration(), refused);
            files.put(script, execution.sql());
            switch (execution.transaction()) {
                case ONE -> files.put(script + ".conf", "executeInTransaction=true");
                case NONE -> {
                    files.put(script + ".conf", NO_TRANSACTION);
                    runs = Runs.MIXED;
                }
            }
        }
        return new ExecutionPlan(files, pending, runs);
    }

    /// All files of the folder, because Flyway validates the applied ones too.
    private static ExecutionPlan ofFlyway(
            Source source, List<Plan.Step> pending, Set<String> refused) {
        var files = new HashMap<String, String>(source.companions());
        source.migrations().forEach(each -> files.put(each.script(), each.text()));
        var planned = new ArrayList<Plan.Step>();
        for (Plan.Step step : pending) {
            Migration migration = step.migration();
            ScriptExecution execution = of(source, migration, refused);
            if (!execution.sql().equals(migration.text())) {
                files.put(migration.script(), execution.sql());
                planned.add(step);
            }
            if (execution.transaction() == Transaction.NONE) {
                String conf = conf(source, migration);
                files.put(
                        migration.script() + ".conf",
                        TRANSACTION.matcher(conf).replaceAll("").stripTrailing()
                                + "\n"
                                + NO_TRANSACTION);
            }
        }
        return new ExecutionPlan(files, planned, Runs.MIXED);
    }

    /// Flyway decides about files without transaction control. It recognizes most statements that
    /// cannot run in a transaction, but not all.
    private static ScriptExecution flywayScript(
            Source source, Migration migration, ScriptExecution.Experience experience) {
        Optional<Transaction> declared = declared(source, migration);
        List<Statement> statements = Script.of(migration.text()).statements();
        if (statements.stream().anyMatch(each -> each.control() != Statement.Control.NONE)) {
            return withTransactionControl(migration, declared.orElse(Transaction.ONE), experience);
        }
        boolean isRefused =
                experience == ScriptExecution.Experience.REFUSED
                        || (!statements.isEmpty()
                                && statements.stream().allMatch(Statement::refusesTransaction));
        return new ScriptExecution(
                migration.text(),
                declared.orElse(isRefused ? Transaction.NONE : Transaction.ONE),
                Optional.empty());
    }

    private static ScriptExecution withTransactionControl(
            Migration migration, Transaction declared, ScriptExecution.Experience experience) {
        ScriptExecution execution = ScriptExecution.of(migration, declared, experience);
        // Flyway computes the checksum of a repeatable after replacing placeholders, so its text
        // must remain as it is.
        boolean keepsText =
                migration.identity() instanceof Identity.Repeatable
                        && migration.text().contains("${");
        return keepsText && execution.transaction() == Transaction.ONE
                ? ScriptExecution.byStatement(
                        migration,
                        "is a repeatable migration with placeholders that begins and ends"
                                + " transactions")
                : execution;
    }

    /// What the file's `.conf` declares; empty if nothing.
    private static Optional<Transaction> declared(Source source, Migration migration) {
        Matcher declared = TRANSACTION.matcher(conf(source, migration));
        return declared.find()
                ? Optional.of(
                        declared.group(1).equalsIgnoreCase("false")
                                ? Transaction.NONE
                                : Transaction.ONE)
                : Optional.empty();
    }

    private static String conf(Source source, Migration migration) {
        return source.companions().getOrDefault(migration.script() + ".conf", "");
    }
}
